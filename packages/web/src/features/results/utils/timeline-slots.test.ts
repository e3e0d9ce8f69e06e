import { expect, test } from 'vitest';
import { slotsOf } from './timeline-slots.ts';

test('times without runs have bars too', () => {
  const slots = slotsOf({
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T02:00:00.000Z',
    bucket_seconds: 3600,
    buckets: [
      {
        start: '2026-01-01T01:00:00.000Z',
        counts: { completed: 2, errored: 1 },
        median_duration_ms: 10,
        max_duration_ms: 30,
      },
    ],
  });
  expect(slots.map(({ total, maxMs }) => [total, maxMs])).toEqual([
    [0, null],
    [3, 30],
  ]);
});
