import { describe, expect, it } from 'vitest';
import { InputInvalidError } from '../../errors.ts';
import { nextTime, parseTiming, type GivenTiming, type Timing } from './timing.ts';

const now = new Date('2030-01-10T12:00:00Z');

function problemsOf(given: GivenTiming): unknown {
  try {
    parseTiming(given, { now });
  } catch (error) {
    if (error instanceof InputInvalidError) return error.fields;
  }
  return undefined;
}

/** The next times that are due, one after the other. */
function timesOf(timing: Timing, from: string, count: number): readonly string[] {
  const times: string[] = [];
  let after = new Date(from);
  for (let index = 0; index < count; index += 1) {
    const next = nextTime(timing, after);
    if (next === null) break;
    times.push(next.toISOString());
    after = next;
  }
  return times;
}

describe('what is no timing', () => {
  it('names the field that is wrong', () => {
    expect(problemsOf({ interval: 'future' })).toEqual({ start_time: ['The interval "future" needs a start time.'] });
    expect(problemsOf({ interval: 'daily', start_time: '2030-01-10T11:59:59Z' })).toEqual({
      start_time: ['The start time must be in the future.'],
    });
    expect(problemsOf({ interval: 'daily', start_time: 'tomorrow' })).toEqual({
      start_time: [expect.stringContaining('This is no time.')],
    });
    expect(problemsOf({ interval: 'custom' })).toEqual({ crontab: ['The interval "custom" needs a crontab.'] });
    expect(problemsOf({ interval: 'custom', crontab: '61 * * * *' })).toEqual({
      crontab: [expect.stringContaining('This is no crontab.')],
    });
    expect(problemsOf({ interval: 'custom', crontab: '0 0 30 2 *' })).toEqual({
      crontab: ['No time ever fits this crontab.'],
    });
    expect(problemsOf({ interval: 'custom', crontab: '0 10 * * *', time_zone: 'Mars/Olympus' })).toEqual({
      time_zone: [expect.stringContaining('Europe/Amsterdam')],
    });
    expect(problemsOf({ interval: 'hourly', start_time: '2030-02-01T00:00:00Z', crontab: '* * * * *' })).toEqual({
      crontab: ['A crontab belongs to the interval "custom".'],
    });
  });

  it('refuses seconds in a crontab: nobody wants a run each second', () => {
    expect(problemsOf({ interval: 'custom', crontab: '* * * * * *' })).toHaveProperty('crontab');
  });
});

describe('times', () => {
  it('are of the zone when they have no offset, and of their offset when they have one', () => {
    const read = (start: string): string | undefined =>
      parseTiming(
        { interval: 'future', start_time: start, time_zone: 'Europe/Amsterdam' },
        { now },
      ).startTime?.toISOString();

    expect(read('2030-07-01T10:00:00')).toBe('2030-07-01T08:00:00.000Z');
    expect(read('2030-07-01 10:00')).toBe('2030-07-01T08:00:00.000Z');
    expect(read('2030-07-01T10:00:00.750-05:00')).toBe('2030-07-01T15:00:00.000Z');
  });

  it('come once for a run in the future', () => {
    const timing = parseTiming({ interval: 'future', start_time: '2030-01-11T00:00:00Z' }, { now });

    expect(timesOf(timing, '2030-01-10T12:00:00Z', 3)).toEqual(['2030-01-11T00:00:00.000Z']);
  });

  it('begin with the start time, and repeat at its minute, hour or weekday', () => {
    const start = { start_time: '2030-01-11T08:30:15Z' };
    const times = (interval: 'hourly' | 'daily' | 'weekly'): readonly string[] =>
      timesOf(parseTiming({ interval, ...start }, { now }), '2030-01-10T12:00:00Z', 3);

    expect(times('hourly')).toEqual([
      '2030-01-11T08:30:15.000Z',
      '2030-01-11T09:30:15.000Z',
      '2030-01-11T10:30:15.000Z',
    ]);
    expect(times('daily')).toEqual([
      '2030-01-11T08:30:15.000Z',
      '2030-01-12T08:30:15.000Z',
      '2030-01-13T08:30:15.000Z',
    ]);
    expect(times('weekly')).toEqual([
      '2030-01-11T08:30:15.000Z',
      '2030-01-18T08:30:15.000Z',
      '2030-01-25T08:30:15.000Z',
    ]);
  });

  it('acceptance 46: of a daily run at 10:00 stay at 10:00 of the zone when its clocks change', () => {
    const timing = parseTiming(
      { interval: 'daily', start_time: '2030-03-29T10:00', time_zone: 'Europe/Amsterdam' },
      { now },
    );

    // Summer time begins on 31 March 2030 and ends on 27 October 2030.
    expect(timesOf(timing, '2030-03-29T00:00:00Z', 4)).toEqual([
      '2030-03-29T09:00:00.000Z',
      '2030-03-30T09:00:00.000Z',
      '2030-03-31T08:00:00.000Z',
      '2030-04-01T08:00:00.000Z',
    ]);
    expect(timesOf(timing, '2030-10-26T00:00:00Z', 2)).toEqual([
      '2030-10-26T08:00:00.000Z',
      '2030-10-27T09:00:00.000Z',
    ]);
  });

  it('of a crontab are those of the zone, and one that comes twice runs once', () => {
    const timing = parseTiming({ interval: 'custom', crontab: '30 2 * * *', time_zone: 'Europe/Amsterdam' }, { now });

    expect(timesOf(timing, '2030-03-30T12:00:00Z', 2)).toEqual([
      '2030-03-31T01:00:00.000Z',
      '2030-04-01T00:30:00.000Z',
    ]);
    expect(timesOf(timing, '2030-10-26T12:00:00Z', 2)).toEqual([
      '2030-10-27T00:30:00.000Z',
      '2030-10-28T01:30:00.000Z',
    ]);
  });

  it('of a crontab do not begin before the start time', () => {
    const timing = parseTiming(
      { interval: 'custom', crontab: '0 * * * *', start_time: '2030-02-01T00:00:00Z' },
      { now },
    );

    expect(timesOf(timing, '2030-01-10T12:00:00Z', 2)).toEqual([
      '2030-02-01T00:00:00.000Z',
      '2030-02-01T01:00:00.000Z',
    ]);
  });
});
