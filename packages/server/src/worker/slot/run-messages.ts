import type { FinalRunStatus } from '../../modules/job-results/run-status.ts';
import type { InvocationOutcome, LimitName, PlainError } from '../../runtime/protocol.ts';
import { mapStack, nameImports } from '../../compile/map-stack.ts';

/** Code of the sdk's `AbortJob`. */
const abortCode = 'JOBWRIGHT_JOB_ABORTED';
const deepestCause = 5;

/** What an invocation came to, as the log and the result tell it. */
export interface Ending {
  readonly status: FinalRunStatus;
  /** For the result. */
  readonly error?: PlainError;
  /** Markdown of the entry that reports it. */
  readonly entry?: string;
}

/** Notes on what became of the changes. */
export const notes = {
  dryRun: 'Database changes have been reverted: this was a dry run.',
  error: 'Database changes have been reverted because of the error.',
  aborted: 'Database changes have been reverted because the job was aborted.',
  stays: 'What run() had committed before stays.',
} as const;

/** Note on requests of a dry run. */
export function describeWithheld(count: number): string {
  return `${count} ${count === 1 ? 'request was' : 'requests were'} not sent: this was a dry run. The effects of the run list them.`;
}

/** Note on requests of a run whose changes are reverted. */
export function describeSent(count: number): string {
  return `${count} ${count === 1 ? 'request' : 'requests'} that may have changed something elsewhere had been sent before, and cannot be taken back. The effects of the run list them.`;
}

/** Reads the outcome of an invocation. Undefined: it ended well. */
export function readEnding(outcome: InvocationOutcome, sourceMap: string): Ending | undefined {
  switch (outcome.kind) {
    case 'returned':
      return undefined;
    case 'threw':
      return outcome.error.code === abortCode ? abortedEnding(outcome.error) : thrownEnding(outcome.error, sourceMap);
    case 'limit':
      return limitEnding(outcome.limit, outcome.message);
  }
}

/** The ending of a run that passed a limit, or that the platform had to end for another reason. */
export function limitEnding(limit: LimitName, message: string): Ending {
  const code = `JOBWRIGHT_LIMIT_${limit.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
  return { status: 'errored', error: { name: 'LimitExceeded', message, code }, entry: message };
}

/** The ending of a run that the host itself could not finish. `message` is shown to everyone who sees the run. */
export function platformEnding(code: string, message: string): Ending {
  return { status: 'errored', error: { name: 'JobwrightError', message, code }, entry: message };
}

function abortedEnding({ name, message, code }: PlainError): Ending {
  return { status: 'failed', error: { name, message, ...(code === undefined ? {} : { code }) }, entry: message };
}

function thrownEnding(thrown: PlainError, sourceMap: string): Ending {
  const error = mapError(thrown, sourceMap, 0);
  const frames = framesOf(error);
  const headline = `**${error.name}**: ${error.message}`;
  return {
    status: 'errored',
    error,
    entry: frames === '' ? headline : `${headline}\n\n\`\`\`text\n${frames}\n\`\`\``,
  };
}

/** The same error with stacks that name the author's files. */
function mapError(error: PlainError, sourceMap: string, depth: number): PlainError {
  const { stack, cause, errors, ...rest } = error;
  return {
    ...rest,
    message: nameImports(rest.message),
    ...(stack === undefined ? {} : { stack: mapStack(stack, sourceMap) }),
    ...(cause === undefined || depth >= deepestCause ? {} : { cause: mapError(cause, sourceMap, depth + 1) }),
    ...(errors === undefined ? {} : { errors: errors.map((inner) => mapError(inner, sourceMap, depth + 1)) }),
  };
}

/** Frames of the error, of those that it stands for and of the one that caused it. */
function framesOf({ stack = '', cause, errors = [] }: PlainError): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const inner = errors.map((error, index) => headedFrames(`Error ${index + 1} of ${errors.length}`, error));
  return [unfenced(frames.join('\n')), ...inner, ...(cause ? [headedFrames('Caused by', cause)] : [])]
    .filter((part) => part !== '')
    .join('\n');
}

function headedFrames(head: string, error: PlainError): string {
  const frames = framesOf(error);
  const line = unfenced(`${head} ${error.name}: ${error.message}`);
  return frames === '' ? line : `${line}\n${frames}`;
}

/** Text that cannot end the block of code that it stands in. */
function unfenced(text: string): string {
  return text.replaceAll('```', "'''");
}
