import { expect, it } from 'vitest';
import { parseEvents } from './read-events.ts';

it('finds whole events and keeps the beginning of the next', () => {
  const text = 'retry: 1000\n\nid: 1\nevent: entry\ndata: {"seq":1}\n\nid: 2\nevent: en';

  expect(parseEvents(text)).toEqual({
    events: [{ event: 'entry', data: '{"seq":1}' }],
    rest: 'id: 2\nevent: en',
  });
});

it('passes over comments, which keep a connection open', () => {
  expect(parseEvents(': still here\n\nevent: end\ndata: {}\n\n')).toEqual({
    events: [{ event: 'end', data: '{}' }],
    rest: '',
  });
});

it('joins the lines of one event', () => {
  expect(parseEvents('data: a\ndata: b\n\n').events).toEqual([{ event: 'message', data: 'a\nb' }]);
});
