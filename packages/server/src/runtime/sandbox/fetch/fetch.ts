import { JobNotRunningError } from '@jobwright/sdk';
import type { PlainError } from '../../protocol.ts';
import { hostChannel, registerErrorClass } from '../host-channel.ts';
import { isModuleLoading } from '../job-module.ts';
import { defineGlobal } from '../prelude/define-global.ts';
import { toBase64 } from '../prelude/base64.ts';
import { defineProperty, TypeErrorConstructor } from '../prelude/primordials.ts';
import { AbortController, AbortSignal } from './abort.ts';
import { readWhole, shareBody, takeBody } from './body.ts';
import { closeCall, HostSource, LocalSource } from './body-source.ts';
import { DOMException } from './dom-exception.ts';
import { Headers } from './headers.ts';
import { Request, type RequestOptions } from './request.ts';
import { createResponse, Response } from './response.ts';

interface FetchOptions extends RequestOptions {
  /** The answer of a request that is held back in a dry run. */
  readonly dryRunResponse?: unknown;
}

/** Head of an answer as the host gives it. */
interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
  readonly redirected: boolean;
  readonly notSent?: true;
}

/** Codes of the host's errors, all of which are `TypeError`s for jobs, as those of every `fetch`. */
const errorCodes = [
  'JOBWRIGHT_EGRESS_DENIED',
  'JOBWRIGHT_EGRESS_ADDRESS',
  'JOBWRIGHT_FETCH_REQUEST',
  'JOBWRIGHT_FETCH_LIMIT',
  'JOBWRIGHT_FETCH_TIMEOUT',
  'JOBWRIGHT_FETCH_FAILED',
  'JOBWRIGHT_FETCH_REDIRECT',
  'JOBWRIGHT_FETCH_READ_ONLY',
  'JOBWRIGHT_FETCH_ABORTED',
];

/** Statuses of answers that have no body. */
const bodiless = new Set([204, 205, 304]);

let lastId = 0;

/** `fetch` and what goes with it. The host sends: https://fetch.spec.whatwg.org/ says what a job sees of it. */
export function installFetch(): void {
  for (const code of errorCodes) registerErrorClass(code, toTypeError);
  const globals = { fetch, Headers, Request, Response, AbortController, AbortSignal, DOMException };
  for (const [name, value] of Object.entries(globals)) defineGlobal(name, value);
}

/** Throws at once where it cannot work: nothing awaits the promises of a module's top level. */
function fetch(input: unknown, init: FetchOptions = {}): Promise<Response> {
  if (isModuleLoading()) throw new JobNotRunningError('fetch');
  return send(input, init);
}

async function send(input: unknown, init: FetchOptions): Promise<Response> {
  const request = new Request(input, init ?? {});
  const standIn = init?.dryRunResponse;
  if (standIn !== undefined && !(standIn instanceof Response)) {
    throw new TypeError('The dryRunResponse of fetch has to be a Response.');
  }
  const { signal, method } = request;
  signal?.throwIfAborted();
  const body = await readBody(request);
  signal?.throwIfAborted();
  const id = ++lastId;
  const { url, headers, redirect } = request;
  const sending = hostChannel.call('http.send', { id, method, url, headers: [...headers], redirect, ...body });
  const head = (await abortable(sending, { id, signal })) as AnswerHead;
  if (head.notSent) return standInFor(head, standIn);
  const hasBody = method !== 'HEAD' && !bodiless.has(head.status);
  const source = hasBody ? new HostSource(id, signal) : null;
  return createResponse({ ...head, headers: readHeaders(head.headers), notSent: false }, source);
}

/** Text goes as it is; bytes in Base64. */
async function readBody(request: Request): Promise<{ readonly text?: string; readonly base64?: string }> {
  const source = takeBody(request);
  if (source === null) return {};
  if (source instanceof LocalSource && typeof source.content === 'string') return { text: source.content };
  return { base64: toBase64(await readWhole(source)) };
}

/** Waits for the host until the signal is aborted. A call that ends without an answer is closed. */
async function abortable(
  sending: Promise<unknown>,
  { id, signal }: { readonly id: number; readonly signal: AbortSignal | null },
): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await (signal ? Promise.race([sending, promise]) : sending);
  } catch (error) {
    closeCall(id);
    sending.catch(() => undefined);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The answer of a request that was not sent: what the author said it would be, or a plain 202. */
function standInFor(head: AnswerHead, standIn: Response | undefined): Response {
  const { url } = head;
  if (standIn === undefined) {
    return createResponse({ ...head, headers: new Headers(), notSent: true }, new LocalSource(''));
  }
  const { status, statusText } = standIn;
  return createResponse(
    { status, statusText, headers: new Headers(standIn.headers), url, redirected: false, notSent: true },
    shareBody(standIn),
  );
}

/** Headers of a server need not be what the class takes. */
function readHeaders(pairs: AnswerHead['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) {
    try {
      headers.append(name, value);
    } catch {
      // one that cannot be is left out
    }
  }
  return headers;
}

function toTypeError({ name, message, code, details }: PlainError): Error {
  const error = new TypeErrorConstructor(message);
  const parts = { name, code, ...(details === undefined ? {} : { details }) };
  for (const [key, value] of Object.entries(parts)) {
    defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
  }
  return error;
}
