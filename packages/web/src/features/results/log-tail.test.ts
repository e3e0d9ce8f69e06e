import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogTail } from './log-tail.ts';
import type { LogEntry } from './utils/log-filter.ts';

const entry = (seq: number): LogEntry => ({
  seq,
  time: '2026-01-01T00:00:00Z',
  group: 'run',
  level: 'info',
  message: `Entry ${seq}`,
  object: null,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('shows the first entries without waiting', () => {
  const tail = new LogTail(0);
  tail.add(entry(1));
  tail.add(entry(2));

  vi.advanceTimersByTime(0);

  expect(tail.getSnapshot().entries.map(({ seq }) => seq)).toEqual([1, 2]);
});

it('takes an entry once, also when a stream that was begun again repeats it', () => {
  const tail = new LogTail(0);
  tail.add(entry(1));
  tail.add(entry(2));
  tail.add(entry(2));
  tail.add(entry(3));

  expect(tail.lastSeq).toBe(3);
  vi.advanceTimersByTime(0);
  expect(tail.getSnapshot().entries).toHaveLength(3);
});

it('tells its listeners less often while entries pour in', () => {
  const tail = new LogTail(0);
  let notices = 0;
  tail.subscribe(() => void notices++);
  let seq = 0;
  const pour = (): void => {
    for (let count = 0; count < 1000; count++) tail.add(entry(++seq));
  };

  // The first at once, the second after the usual time; then the flood is seen.
  for (let time = 0; time < 1000; time += 20) {
    pour();
    vi.advanceTimersByTime(20);
  }

  expect(notices).toBeLessThanOrEqual(5);
});

it('begins behind the entries that are known already', () => {
  const tail = new LogTail(2);
  tail.add(entry(2));
  tail.add(entry(3));

  vi.advanceTimersByTime(0);

  expect(tail.getSnapshot()).toMatchObject({ entries: [{ seq: 3 }], lastSeq: 3 });
});
