import type { InvocationOutcome, PlainError } from '../../protocol.ts';
import { isDeeperThan, parseUntrustedJson } from '../untrusted-json.ts';

const maxValueDepth = 200;
const maxCauses = 5;
const maxErrors = 10;
/** Levels of JSON: an error in a list is two below the one that stands for it. */
const maxErrorDepth = 2 * (maxCauses + 2);
const maxLengths = { name: 500, message: 20_000, code: 500, stack: 50_000 } as const;

/** Value that an invocation returned: JSON that a hostile isolate made. */
export function readReturned(json: string): InvocationOutcome {
  try {
    return { kind: 'returned', value: parseUntrustedJson(toStorable(json), { maxDepth: maxValueDepth }) };
  } catch (error) {
    const message = `What run returned cannot be stored as the output: ${(error as Error).message}`;
    return { kind: 'threw', error: { name: 'OutputInvalidError', message, code: 'JOBWRIGHT_OUTPUT_INVALID' } };
  }
}

/** Error that ended an invocation. */
export function readThrown(json: string): InvocationOutcome {
  try {
    if (!isDeeperThan(json, maxErrorDepth))
      return { kind: 'threw', error: readError(JSON.parse(toStorable(json)), { depth: 0, isInner: false }) };
  } catch {
    // not what the sandbox writes: the isolate has been tampered with
  }
  return { kind: 'threw', error: { name: 'Thrown', message: 'The job ended with an error that cannot be shown.' } };
}

function readError(
  value: unknown,
  { depth, isInner }: { readonly depth: number; readonly isInner: boolean },
): PlainError {
  const source = asRecord(value);
  const text = (key: keyof typeof maxLengths) => {
    const part = source[key];
    return typeof part === 'string' ? part.slice(0, maxLengths[key]) : undefined;
  };
  const [code, stack] = [text('code'), text('stack')];
  return {
    name: text('name') ?? 'Error',
    message: text('message') ?? '',
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack }),
    ...(source.cause === undefined || depth >= maxCauses
      ? {}
      : { cause: readError(source.cause, { depth: depth + 1, isInner }) }),
    ...(source.errors === undefined || isInner ? {} : { errors: readErrors(source.errors, depth + 1) }),
  };
}

function readErrors(value: unknown, depth: number): readonly PlainError[] {
  const errors = Object.values(asRecord(value)).slice(0, maxErrors);
  return errors.map((error) => readError(error, { depth, isInner: true }));
}

function asRecord(value: unknown): Record<string, unknown> {
  return (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
}

/** Replaces what PostgreSQL's JSON and text cannot hold: the NUL character, and halves of surrogate pairs. */
function toStorable(json: string): string {
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  // JSON.stringify escapes surrogates only when the other half is missing.
  return json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][\da-f]{2})/g, String.raw`$1\ufffd`);
}
