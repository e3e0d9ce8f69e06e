import { expect, it } from 'vitest';
import type { LogEntry } from '../log-store.ts';
import { groupEntries, logText, toLines } from './log-lines.ts';

function entry(values: Omit<LogEntry, 'time' | 'object'> & Partial<LogEntry>): LogEntry {
  return { time: `2026-01-01T00:00:0${values.seq}Z`, object: null, ...values };
}

const entries = [
  entry({ seq: 1, group: 'run', level: 'info', message: 'Begin' }),
  entry({
    seq: 2,
    group: 'testA',
    level: 'failure',
    message: 'Broken',
    object: { model: 'dcim.site', id: '1', display: 'AMS01', url: null },
  }),
  entry({ seq: 3, group: 'run', level: 'success', message: 'Made it' }),
];

it('groups by method in order of first appearance, and counts levels', () => {
  expect(groupEntries(entries, { levels: [], text: '' })).toEqual([
    { name: 'run', counts: { info: 1, success: 1 }, entries: [entries[0], entries[2]] },
    { name: 'testA', counts: { failure: 1 }, entries: [entries[1]] },
  ]);
});

it('filters by level and by text of message or object, and counts all the same', () => {
  const [run, testA] = groupEntries(entries, { levels: ['failure'], text: 'ams' });

  expect(run).toEqual({ name: 'run', counts: { info: 1, success: 1 }, entries: [] });
  expect(testA?.entries).toEqual([entries[1]]);
});

it('leaves out the entries of groups that are closed', () => {
  const lines = toLines(groupEntries(entries, { levels: [], text: '' }), new Set(['run']));

  expect(lines.map((line) => (line.kind === 'group' ? line.group.name : line.entry.seq))).toEqual(['run', 'testA', 2]);
});

it('is written as text, a line per entry', () => {
  expect(logText(entries.slice(1, 2))).toBe('2026-01-01T00:00:02Z testA FAILURE AMS01: Broken\n');
});
