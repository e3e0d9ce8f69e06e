import type { LimitName } from './protocol.ts';

/** A limit that has a value. */
export type NamedLimit = Exclude<LimitName, 'stopped'>;

/** The limits that can be named in a message; a run that passes one is told its value. */
export interface LimitValues {
  readonly heapMb: number;
  readonly memoryMb?: number;
  readonly cpuMs: number;
  readonly softTimeMs: number;
  readonly timeMs: number;
  readonly logEntries: number;
  readonly logBytes: number;
  readonly bridgeCalls: number;
  readonly bridgeBytes: number;
  readonly outputBytes: number;
  readonly changedObjects?: number;
}

/** A limit that was passed: a stable code, and a sentence that names the limit, its value and how to raise it. */
export interface PassedLimit {
  readonly limit: LimitName;
  readonly code: `JOBWRIGHT_LIMIT_${string}`;
  readonly message: string;
}

type Describe = (limits: LimitValues) => readonly [code: string, what: string, advice: string];

const describers: Readonly<Record<NamedLimit, Describe>> = {
  heap: ({ heapMb }) => [
    'HEAP',
    `The run used more memory than the limit "heap" of ${heapMb} MB`,
    'Keep fewer objects at a time, or raise limits.heapMb in the configuration.',
  ],
  memory: ({ memoryMb }) => [
    'MEMORY',
    `The process of the run used more memory than the limit "memory" of ${memoryMb ?? '?'} MB`,
    'Keep less data at a time, or raise limits.memoryMb in the configuration.',
  ],
  cpu: ({ cpuMs }) => [
    'CPU',
    `The run used more processor time (CPU) than the limit "cpu" of ${cpuMs} ms`,
    'Look for an endless loop, do less in one run, or raise limits.cpuMs in the configuration.',
  ],
  softTime: ({ softTimeMs }) => [
    'SOFT_TIME',
    `The run passed its soft time limit "softTime" of ${softTimeMs} ms`,
    'Do less in one run, or raise meta.softTimeLimitMs of the job.',
  ],
  time: ({ timeMs }) => [
    'TIME',
    `The run took longer than the time limit "time" of ${timeMs} ms`,
    'Do less in one run, or raise meta.timeLimitMs of the job, or limits.timeMs in the configuration.',
  ],
  logEntries: ({ logEntries }) => [
    'LOG_ENTRIES',
    `The run logged more than the limit "logEntries" of ${logEntries} entries`,
    'Log less, or raise limits.logEntries in the configuration.',
  ],
  logBytes: ({ logBytes }) => [
    'LOG_BYTES',
    `The run logged more than the limit "logBytes" of ${logBytes} bytes`,
    'Log less, or raise limits.logBytes in the configuration.',
  ],
  bridgeCalls: ({ bridgeCalls }) => [
    'BRIDGE_CALLS',
    `The run asked for more than the limit "bridgeCalls" of ${bridgeCalls} operations`,
    'Query and save many objects at once instead of one by one, or raise limits.bridgeCalls in the configuration.',
  ],
  bridgeBytes: ({ bridgeBytes }) => [
    'BRIDGE_BYTES',
    `The run exchanged more data with the database than the limit "bridgeBytes" of ${bridgeBytes} bytes`,
    'Select fewer rows or fields, or raise limits.bridgeBytes in the configuration.',
  ],
  output: ({ outputBytes }) => [
    'OUTPUT',
    `The run returned more than the limit "output" of ${outputBytes} bytes`,
    'Return less, or raise limits.outputBytes in the configuration.',
  ],
  changedObjects: ({ changedObjects }) => [
    'CHANGED_OBJECTS',
    `The run changed more objects than the limit "changedObjects" of ${changedObjects ?? '?'}`,
    'Split the work into several runs, or raise limits.changedObjects in the configuration.',
  ],
};

/** What is said when a run passes a limit. */
export function describeLimit(limit: NamedLimit, limits: LimitValues): PassedLimit {
  const [code, what, advice] = describers[limit](limits);
  return { limit, code: `JOBWRIGHT_LIMIT_${code}`, message: `${what}. ${advice}` };
}
