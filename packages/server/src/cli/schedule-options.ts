import { CommandUsageError } from '../errors.ts';

export interface ScheduleOptions {
  /** Time of `--at`. */
  readonly at?: string;
  /** Pattern of `--cron`. */
  readonly cron?: string;
  readonly timeZone?: string;
  readonly local?: boolean;
}

/** `schedule` of a run request. */
export interface WireScheduleRequest {
  readonly interval: 'future' | 'custom';
  readonly start_time?: string;
  readonly crontab?: string;
  readonly time_zone: string;
}

/**
 * When a run is wanted; undefined: at once. Times are of this machine's zone unless another one is named. The server
 * says what is wrong with them.
 * @throws {@link CommandUsageError} when the options do not go together
 */
export function readSchedule({ at, cron, timeZone, local }: ScheduleOptions): WireScheduleRequest | undefined {
  if (at === undefined && cron === undefined) {
    if (timeZone === undefined) return undefined;
    throw new CommandUsageError('--time-zone goes with --at or --cron.');
  }
  if (local === true) throw new CommandUsageError('--local ends with the command: a schedule needs a server.');
  const zone = { time_zone: timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone };
  if (cron !== undefined) {
    return { interval: 'custom', crontab: cron, ...(at === undefined ? {} : { start_time: at }), ...zone };
  }
  return { interval: 'future', ...(at === undefined ? {} : { start_time: at }), ...zone };
}
