import type { InvocationOutcome, PlainError } from '../../protocol.ts';
import { isDeeperThan, parseUntrustedJson } from '../untrusted-json.ts';

const maxValueDepth = 200;
const maxCauses = 5;
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
    if (!isDeeperThan(json, maxCauses + 2)) return { kind: 'threw', error: readError(JSON.parse(toStorable(json)), 0) };
  } catch {
    // not what the sandbox writes: the isolate has been tampered with
  }
  return { kind: 'threw', error: { name: 'Thrown', message: 'The job ended with an error that cannot be shown.' } };
}

function readError(value: unknown, depth: number): PlainError {
  const source = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
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
    ...(source.cause === undefined || depth >= maxCauses ? {} : { cause: readError(source.cause, depth + 1) }),
  };
}

/** Replaces what PostgreSQL's JSON and text cannot hold: the NUL character, and halves of surrogate pairs. */
function toStorable(json: string): string {
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  // JSON.stringify escapes surrogates only when the other half is missing.
  return json.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][\da-f]{2})/g, String.raw`$1\ufffd`);
}
