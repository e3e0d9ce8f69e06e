import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogStore, type LogEntry } from './log-store.ts';

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
  const store = new LogStore();
  store.add(entry(1));
  store.add(entry(2));

  vi.advanceTimersByTime(0);

  expect(store.getSnapshot().entries.map(({ seq }) => seq)).toEqual([1, 2]);
});

it('takes an entry once, also when a stream that was begun again repeats it', () => {
  const store = new LogStore();
  store.add(entry(1));
  store.add(entry(2));
  store.add(entry(2));
  store.add(entry(3));

  expect(store.lastSeq).toBe(3);
  vi.advanceTimersByTime(0);
  expect(store.getSnapshot().entries).toHaveLength(3);
});

it('tells its listeners less often while entries pour in', () => {
  const store = new LogStore();
  let notices = 0;
  store.subscribe(() => void notices++);
  let seq = 0;
  const pour = (): void => {
    for (let count = 0; count < 1000; count++) store.add(entry(++seq));
  };

  // The first at once, the second after the usual time; then the flood is seen.
  for (let time = 0; time < 1000; time += 20) {
    pour();
    vi.advanceTimersByTime(20);
  }

  expect(notices).toBeLessThanOrEqual(5);
});
