import { JobwrightError } from '../../../errors/base.ts';
import { BridgeArgumentError } from '../../../errors/sandbox.ts';
import type { PlainError } from '../../protocol.ts';
import { type OperationTable, RawJson } from '../../runtime.ts';
import { parseUntrustedJson } from '../untrusted-json.ts';

/** Nesting of the arguments of an operation. */
const maxArgumentDepth = 64;
const maxMessageLength = 10_000;

/** Answer to an operation as it goes into the isolate. */
export interface OperationReply {
  readonly ok: boolean;
  readonly json: string;
}

/** Told of errors that the job is not told of. */
export type OperationErrorListener = (error: unknown, operation: string) => void;

/** Executes operations of one table. What goes wrong is an answer. */
export class OperationRunner {
  /** Without a prototype: `constructor` is no operation. */
  readonly #operations: OperationTable;
  readonly #onError: OperationErrorListener;

  constructor(operations: OperationTable, onError: OperationErrorListener) {
    this.#operations = Object.assign(Object.create(null) as object, operations);
    this.#onError = onError;
  }

  has(operation: string): boolean {
    return this.#operations[operation] !== undefined;
  }

  /** At once where the operation answers at once. The promise never rejects. */
  run(operation: string, json: string): OperationReply | Promise<OperationReply> {
    try {
      const execute = this.#operations[operation];
      if (execute === undefined) throw new BridgeArgumentError(`there is no operation "${operation}"`);
      const result = execute(parseUntrustedJson(json, { maxDepth: maxArgumentDepth }));
      if (!isPromise(result)) return toReply(result);
      return result.then(toReply).catch((error: unknown) => this.#failure(error, operation));
    } catch (error) {
      return this.#failure(error, operation);
    }
  }

  #failure(error: unknown, operation: string): OperationReply {
    const shown = toShownError(error);
    if (shown === undefined) this.#onError(error, operation);
    return { ok: false, json: JSON.stringify(shown ?? hiddenError(operation)) };
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

function toReply(value: unknown): OperationReply {
  return { ok: true, json: value instanceof RawJson ? value.text : (JSON.stringify(value) ?? 'null') };
}

/** Errors that were written for authors. Everything else stays here: it may hold what is nobody's business. */
function toShownError(error: unknown): PlainError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, details, problems } = error as { code?: unknown; details?: unknown; problems?: unknown };
  if (typeof code !== 'string' || !code.startsWith('JOBWRIGHT_')) return undefined;
  if (error instanceof JobwrightError && error.fault === 'system') return undefined;
  const shownDetails = details ?? (problems === undefined ? undefined : { problems });
  return {
    name: error.name,
    message: error.message.slice(0, maxMessageLength),
    code,
    ...(shownDetails === undefined ? {} : { details: shownDetails }),
  };
}

function hiddenError(operation: string): PlainError {
  return {
    name: 'OperationFailedError',
    message: `The operation ${operation} failed on the server. The server's log says why.`,
    code: 'JOBWRIGHT_OPERATION_FAILED',
  };
}
