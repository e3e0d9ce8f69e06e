import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const MB = 1024 * 1024;
const minuteMs = 60_000;

/**
 * What one run may use. Each limit has a message of its own, and ends the run as `errored`.
 * `softTimeMs` and `timeMs` are what a job gets that sets none itself.
 */
export const RunLimitsSchema = Type.Object(
  {
    /** Megabytes of JavaScript heap in the isolate. A small heap doubles the time of allocation-heavy jobs. */
    heapMb: Type.Integer({ minimum: 32, maximum: 16_384, default: 384 }),
    /** Megabytes of resident memory of the slot process, enforced from outside. */
    memoryMb: Type.Integer({ minimum: 128, maximum: 65_536, default: 1024 }),
    /** Milliseconds of processor time inside the isolate. */
    cpuMs: Type.Integer({ minimum: 10, default: 10 * minuteMs }),
    /** Milliseconds until the job gets a catchable error. */
    softTimeMs: Type.Integer({ minimum: 10, default: 5 * minuteMs }),
    /** Milliseconds until the run is stopped. */
    timeMs: Type.Integer({ minimum: 10, default: 10 * minuteMs }),
    logEntries: Type.Integer({ minimum: 1, default: 1_000_000 }),
    /** Bytes of all log messages. */
    logBytes: Type.Integer({ minimum: 1024, default: 256 * MB }),
    /** Operations that a job may ask of the host, e.g. queries. */
    bridgeCalls: Type.Integer({ minimum: 1, default: 10_000_000 }),
    /** Bytes that may pass between job and host, both ways. */
    bridgeBytes: Type.Integer({ minimum: 1024, default: 8192 * MB }),
    /** Bytes of the returned value as JSON. */
    outputBytes: Type.Integer({ minimum: 1, default: 16 * MB }),
    /** Objects in the change list. */
    changedObjects: Type.Integer({ minimum: 1, default: 200_000 }),
    // What `fetch` may use. Passing one of these ends the call with an error that the job can catch, and not the run.
    /** Requests of a run, those after redirects included. */
    fetchCalls: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 1000 }),
    /** Requests that are on their way at the same time; others wait. */
    fetchConcurrent: Type.Integer({ minimum: 1, maximum: 100, default: 8 }),
    /** Milliseconds from the sending of a request to the end of its answer. */
    fetchTimeMs: Type.Integer({ minimum: 10, default: minuteMs }),
    /** Bytes of the body of a request. */
    fetchRequestBytes: Type.Integer({ minimum: 0, maximum: 256 * MB, default: 16 * MB }),
    /** Bytes of the body of an answer, decoded. */
    fetchResponseBytes: Type.Integer({ minimum: 0, maximum: 1024 * MB, default: 64 * MB }),
  },
  { additionalProperties: false },
);

/** Limits of a run, all set. A session takes its own from them. */
export type RunLimits = Readonly<Static<typeof RunLimitsSchema>>;

/** The limits that hold for a job that may have set times of its own. */
export function limitsOfJob(
  defaults: RunLimits,
  job: { readonly softTimeLimitMs?: number; readonly timeLimitMs?: number },
): RunLimits {
  const timeMs = job.timeLimitMs ?? Math.max(defaults.timeMs, job.softTimeLimitMs ?? 0);
  return { ...defaults, timeMs, softTimeMs: Math.min(job.softTimeLimitMs ?? defaults.softTimeMs, timeMs) };
}

/** The limits of a configuration that sets none. */
export const defaultLimits: RunLimits = Value.Create(RunLimitsSchema);
