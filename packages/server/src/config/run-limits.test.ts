import { describe, expect, test } from 'vitest';
import { defaultLimits, limitsOfJob } from './run-limits.ts';

const limits = { ...defaultLimits, softTimeMs: 3000, timeMs: 6000 };

describe('limitsOfJob', () => {
  test('gives a job that sets no times those of the configuration', () => {
    expect(limitsOfJob(limits, {})).toEqual(limits);
  });

  test('lets a job set its own times, longer or shorter', () => {
    expect(limitsOfJob(limits, { softTimeLimitMs: 100, timeLimitMs: 200 })).toMatchObject({
      softTimeMs: 100,
      timeMs: 200,
    });
    expect(limitsOfJob(limits, { timeLimitMs: 60_000 })).toMatchObject({ softTimeMs: 3000, timeMs: 60_000 });
  });

  test('never lets the soft limit be behind the hard one', () => {
    expect(limitsOfJob(limits, { timeLimitMs: 1000 })).toMatchObject({ softTimeMs: 1000, timeMs: 1000 });
    expect(limitsOfJob(limits, { softTimeLimitMs: 9000 })).toMatchObject({ softTimeMs: 9000, timeMs: 9000 });
  });
});
