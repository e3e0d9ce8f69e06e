import type { PlainError } from '../protocol.ts';
import { answers, host } from './prelude/host-functions.ts';
import {
  captureStackTrace,
  createObject,
  cutText,
  defineProperty,
  ErrorConstructor,
  indexOfText,
  mapDelete,
  mapForEach,
  mapGet,
  MapConstructor,
  mapSet,
  parseJson,
  PromiseConstructor,
  sliceText,
  stringifyJson,
  toPrimitiveText,
} from './prelude/primordials.ts';
import { isSoftLimitDue, takeSoftLimitError } from './soft-limit.ts';

/** The isolate's way to the host. */
export interface HostChannel {
  /**
   * Asks for an operation of the host's table. The arguments travel as JSON.
   *
   * Rejects with an `Error` that has the host's `name`, `code` and `details`, and the stack of this call. Past the soft
   * time limit the first call rejects with `SoftTimeLimitExceeded`.
   */
  readonly call: (operation: string, args: unknown) => Promise<unknown>;
}

interface PendingCall {
  readonly operation: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly site: { readonly stack?: string };
}

/** Classes of errors by their code. */
type ErrorFactory = (error: PlainError) => Error;

const pending = new MapConstructor<number, PendingCall>();
const factories = createObject(null) as Record<string, ErrorFactory | undefined>;
let lastId = 0;

export const hostChannel: HostChannel = { call: callHost };

/** Lets errors of the host with this code be of a class of the sdk. */
export function registerErrorClass(code: string, create: ErrorFactory): void {
  factories[code] = create;
}

function callHost(operation: string, args: unknown): Promise<unknown> {
  const site = createObject(null) as { stack?: string };
  captureStackTrace(site, callHost);
  return new PromiseConstructor((resolve, reject) => {
    if (isSoftLimitDue()) return reject(takeSoftLimitError());
    const id = ++lastId;
    const call: PendingCall = { operation, resolve, reject, site };
    let json: string | undefined;
    try {
      json = stringifyJson(args);
    } catch (error) {
      return reject(refusal(`The arguments of ${operation} cannot be written as JSON: ${textOf(error)}`, site));
    }
    if (json === undefined) return reject(refusal(`The arguments of ${operation} are no JSON.`, site));
    mapSet(pending, id, call);
    const answer = host.call(id, operation, json);
    if (answer === answers.taken) return undefined;
    mapDelete(pending, id);
    if (answer === answers.softTime) return reject(takeSoftLimitError());
    const message = typeof answer === 'string' ? answer : 'The run has passed one of its limits.';
    return reject(refusal(message, site));
  });
}

/** Takes answers of the host: for each call its id, whether it went well, and the value or error as JSON. */
export function settleCalls(...batch: readonly (number | boolean | string)[]): void {
  for (let index = 0; index < batch.length; index += 3) {
    const id = batch[index] as number;
    const call = mapGet(pending, id) as PendingCall | undefined;
    if (call === undefined) continue;
    mapDelete(pending, id);
    const value = parseJson(batch[index + 2] as string);
    if (batch[index + 1] === true) call.resolve(value);
    else call.reject(rebuildError(value as PlainError, call.site));
  }
}

/** Operations that can be left alone: a job that waits for one of them gets the soft limit's error at once. */
const interruptible = createObject(null) as Record<string, true | undefined>;
const interruptibleNames = [
  'data.find',
  'data.findOne',
  'data.count',
  'data.countBy',
  'data.pivot',
  'file.read',
  'source.load',
  // A request that is given up is closed: see `fetch/fetch.ts`.
  'http.send',
  'http.read',
  'http.text',
];
for (const name of interruptibleNames) {
  interruptible[name] = true;
}

/** Rejects the first call that can be left alone, if the job waits for one; otherwise the next call gets the error. */
export function interruptPendingCall(): void {
  let found: number | undefined;
  mapForEach(pending, (call, id) => {
    if (found === undefined && interruptible[(call as PendingCall).operation] === true) found = id as number;
  });
  if (found === undefined || !isSoftLimitDue()) return;
  const call = mapGet(pending, found) as PendingCall;
  mapDelete(pending, found);
  call.reject(takeSoftLimitError());
}

function refusal(message: string, site: PendingCall['site']): Error {
  return rebuildError({ name: 'BridgeError', message, code: 'JOBWRIGHT_BRIDGE_ARGUMENT' }, site);
}

function rebuildError(plain: PlainError, site: PendingCall['site']): Error {
  const factory = plain.code === undefined ? undefined : factories[plain.code];
  const error = factory?.(plain) ?? new ErrorConstructor(plain.message);
  if (factory === undefined) {
    put(error, 'name', plain.name);
    if (plain.code !== undefined) put(error, 'code', plain.code);
    if (plain.details !== undefined) put(error, 'details', plain.details);
  }
  put(error, 'stack', stackAt(site, `${plain.name}: ${plain.message}`));
  return error;
}

function stackAt(site: PendingCall['site'], headline: string): string {
  try {
    const { stack } = site;
    if (typeof stack !== 'string') return headline;
    const lineEnd = indexOfText(stack, '\n');
    return lineEnd === -1 ? headline : headline + sliceText(stack, lineEnd);
  } catch {
    return headline; // a job's Error.prepareStackTrace threw
  }
}

function put(target: object, key: string, value: unknown): void {
  const descriptor = { __proto__: null, value, writable: true, configurable: true, enumerable: false };
  defineProperty(target, key, descriptor as PropertyDescriptor);
}

function textOf(thrown: unknown): string {
  try {
    return cutText(toPrimitiveText((thrown as { readonly message?: unknown }).message), 500);
  } catch {
    return 'it threw something that cannot be shown';
  }
}
