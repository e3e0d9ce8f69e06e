import type { GivenSchedule } from '../../schedules/read-schedule.ts';

/** What a client asks for, before any of it is checked against the job. */
export interface RunRequest {
  readonly data: Readonly<Record<string, unknown>>;
  /** `form`: values are texts, or lists of texts where a field was repeated. */
  readonly encoding: 'json' | 'form';
  /** Absent: the job's default. */
  readonly commit?: boolean;
  /** Seconds to wait for the end. */
  readonly waitS?: number;
  /** Absent: at once. */
  readonly schedule?: GivenSchedule;
  /** Files that were stored while the request was read, by variable; they must be removed when nothing is started. */
  readonly files: Readonly<Record<string, string>>;
}
