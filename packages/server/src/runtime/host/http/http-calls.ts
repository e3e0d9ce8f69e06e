import type { IncomingMessage } from 'node:http';
import { JobwrightError } from '../../../errors/base.ts';
import {
  FetchAbortedError,
  FetchLimitError,
  FetchReadOnlyError,
  FetchRedirectError,
  FetchRequestError,
  FetchTimeoutError,
} from '../../../errors/http.ts';
import type { OperationTable } from '../../runtime.ts';
import { readArguments } from '../operations/operation-table.ts';
import { CallGate } from './call-gate.ts';
import type { EffectRecorder } from './effect.ts';
import type { EgressPolicy } from './egress-policy.ts';
import type { Resolve } from './guarded-lookup.ts';
import type { HttpLimits } from './http-limits.ts';
import { followRedirect, type Hop } from './redirects.ts';
import { type CheckedRequest, readCallId, readRequest } from './request-arguments.ts';
import { BufferRoom, ResponseBody } from './response-body.ts';
import { isSafe, redirectTarget, toFailure, Transport } from './transport.ts';

/** What becomes of requests that may change something: they are sent, held back as in a dry run, or refused. */
export type UnsafeRequests = 'send' | 'withhold' | 'refuse';

export interface HttpCallsOptions {
  readonly policy: EgressPolicy;
  readonly limits: HttpLimits;
  readonly unsafe: UnsafeRequests;
  readonly recorder: EffectRecorder;
  /** PEM text of authorities that are trusted besides the usual ones; read when it is needed. */
  readonly readAuthorities?: (() => string) | undefined;
  /** @defaultValue the system's resolver */
  readonly resolve?: Resolve | undefined;
}

/** A call whose answer, or the rest of it, has not come yet, or has not been read. */
interface OpenCall {
  readonly controller: AbortController;
  body?: ResponseBody;
}

/** Bytes of one piece of a body, before they are written as Base64. */
const pieceBytes = 512 * 1024;
/** Of answers that the job has not read. */
const roomBytes = 32 * 1024 * 1024;
const maxRedirects = 20;

/** Head of an answer as the isolate gets it. */
interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
  readonly redirected: boolean;
  /** The request was held back: it would have been sent in a run that commits. */
  readonly notSent?: true;
}

/**
 * The `fetch` of one run, on the host. The isolate says what it wants to ask; everything else is decided here: whether it may,
 * where the connection goes, how much may come back, and what is recorded.
 *
 * Requests leave from the process of the slot. They end with it, and what they hold counts as memory of the run.
 */
export class HttpCalls implements Disposable {
  readonly #options: HttpCallsOptions;
  /** Made with the first request: most runs have none. */
  #transport: Transport | undefined;
  readonly #room = new BufferRoom(roomBytes);
  readonly #gate: CallGate;
  readonly #open = new Map<number, OpenCall>();
  readonly #usedIds = new Set<number>();
  /** Calls that wait for the head of their answer. */
  readonly #sending = new Set<Promise<unknown>>();
  #seq = 0;
  #withheld = 0;
  #sentUnsafe = 0;
  #isClosed = false;

  constructor(options: HttpCallsOptions) {
    this.#options = options;
    this.#gate = new CallGate(options.limits.fetchConcurrent);
  }

  /** The operations by which the isolate asks: closed, like all of them. */
  get operations(): OperationTable {
    return {
      'http.send': (args) => this.#track(this.#send(args)),
      'http.read': (args) => this.#read(args),
      'http.text': (args) => this.#text(args),
      'http.close': (args) => this.#close(args),
    };
  }

  /** Requests that were held back. */
  get withheld(): number {
    return this.#withheld;
  }

  /** Requests that may have changed something elsewhere, and that no rollback takes back. */
  get sentUnsafe(): number {
    return this.#sentUnsafe;
  }

  /** Closes every connection, and waits until the end of every request is recorded. */
  async close(): Promise<void> {
    this[Symbol.dispose]();
    await Promise.allSettled(this.#sending);
  }

  /** Closes every connection; whatever waits for one ends with an error. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const id of this.#open.keys()) this.#abort(id, new FetchAbortedError());
    this.#transport?.[Symbol.dispose]();
  }

  async #track<Answer>(sending: Promise<Answer>): Promise<Answer> {
    this.#sending.add(sending);
    try {
      return await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  async #send(args: unknown): Promise<AnswerHead> {
    const request = readRequest(args, this.#options.limits);
    if (this.#isClosed) throw new FetchAbortedError();
    if (this.#usedIds.has(request.id)) throw new FetchRequestError('its id was used before');
    this.#usedIds.add(request.id);
    const call: OpenCall = { controller: new AbortController() };
    this.#open.set(request.id, call);
    try {
      return await this.#follow(request, call);
    } catch (error) {
      this.#open.delete(request.id);
      throw error;
    }
  }

  async #follow(request: CheckedRequest, call: OpenCall): Promise<AnswerHead> {
    const { signal } = call.controller;
    let hop: Hop = request;
    for (let count = 0; count <= maxRedirects; count += 1) {
      const seq = this.#count();
      if (!(await this.#mayLeave(hop, seq))) return withheldHead(hop.url);
      using turn = await this.#gate.enter(signal);
      const { message, startedAt } = await this.#exchange(hop, { seq, call });
      const target = request.redirect === 'manual' ? undefined : this.#targetOf(message, hop, { seq, startedAt });
      if (target === undefined) {
        call.body = this.#openBody(message, { seq, hop, call, startedAt, leave: turn.keep() });
        return { ...headOf(message), url: hop.url.href, redirected: count > 0 };
      }
      message.destroy();
      this.#options.recorder.end({
        seq,
        status: message.statusCode,
        responseBytes: 0,
        durationMs: performance.now() - startedAt,
      });
      if (request.redirect === 'error') {
        throw new FetchRedirectError(`${hop.url.origin} redirects, and the request says redirect: "error".`);
      }
      hop = followRedirect(hop, message.statusCode ?? 0, target);
    }
    throw new FetchRedirectError(`${request.url.origin} redirects more than ${maxRedirects} times.`);
  }

  /** Every request counts, those after a redirect too. */
  #count(): number {
    const { fetchCalls } = this.#options.limits;
    if (this.#seq >= fetchCalls) {
      throw new FetchLimitError('fetchCalls', `The run has sent ${fetchCalls} requests, which is its limit.`);
    }
    this.#seq += 1;
    return this.#seq;
  }

  /**
   * Asks the policy and records the request, before anything leaves.
   * @returns false when it is held back
   */
  async #mayLeave(hop: Hop, seq: number): Promise<boolean> {
    const { policy, unsafe, recorder } = this.#options;
    const { method, url, headers, body } = hop;
    const isHarmless = isSafe(method);
    const record = { seq, method, url, headerNames: Object.keys(headers), requestBytes: body?.length ?? 0 };
    try {
      policy.check(url);
      if (!isHarmless && unsafe === 'refuse') throw new FetchReadOnlyError(method);
    } catch (error) {
      await recorder.begin({ ...record, sent: false, error: codeOf(error) });
      throw error;
    }
    const isSent = isHarmless || unsafe === 'send';
    await recorder.begin({ ...record, sent: isSent });
    if (!isSent) this.#withheld += 1;
    else if (!isHarmless) this.#sentUnsafe += 1;
    return isSent;
  }

  async #exchange(
    hop: Hop,
    { seq, call }: { readonly seq: number; readonly call: OpenCall },
  ): Promise<{ readonly message: IncomingMessage; readonly startedAt: number }> {
    const startedAt = performance.now();
    const { signal } = call.controller;
    const { fetchTimeMs } = this.#options.limits;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new FetchTimeoutError(hop.url.origin, fetchTimeMs)), fetchTimeMs);
    try {
      const message = await this.#openTransport().send({ ...hop, signal: AbortSignal.any([signal, late.signal]) });
      return { message, startedAt };
    } catch (error) {
      this.#options.recorder.end({
        seq,
        responseBytes: 0,
        durationMs: performance.now() - startedAt,
        error: codeOf(error),
      });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #openTransport(): Transport {
    const { policy, limits, readAuthorities, resolve } = this.#options;
    this.#transport ??= new Transport({ policy, maxSockets: limits.fetchConcurrent, ca: readAuthorities?.(), resolve });
    return this.#transport;
  }

  #targetOf(
    message: IncomingMessage,
    hop: Hop,
    { seq, startedAt }: { readonly seq: number; readonly startedAt: number },
  ): URL | undefined {
    try {
      return redirectTarget(message, hop.url);
    } catch (error) {
      message.destroy();
      this.#options.recorder.end({
        seq,
        status: message.statusCode,
        responseBytes: 0,
        durationMs: performance.now() - startedAt,
        error: codeOf(error),
      });
      throw error;
    }
  }

  #openBody(
    message: IncomingMessage,
    exchange: {
      readonly seq: number;
      readonly hop: Hop;
      readonly call: OpenCall;
      readonly startedAt: number;
      readonly leave: () => void;
    },
  ): ResponseBody {
    const { seq, hop, startedAt, leave } = exchange;
    const { fetchTimeMs, fetchResponseBytes } = this.#options.limits;
    const leftMs = Math.max(1, fetchTimeMs - (performance.now() - startedAt));
    const timer = setTimeout(() => body.cancel(new FetchTimeoutError(hop.url.origin, fetchTimeMs)), leftMs);
    const body = new ResponseBody(message, {
      method: hop.method,
      room: this.#room,
      maxBytes: fetchResponseBytes,
      toError: (error) => toFailure(error, hop),
      onEnd: ({ bytes, error }) => {
        clearTimeout(timer);
        leave();
        this.#options.recorder.end({
          seq,
          status: message.statusCode,
          responseBytes: bytes,
          durationMs: performance.now() - startedAt,
          error: error === undefined ? undefined : codeOf(error),
        });
      },
    });
    return body;
  }

  /** A piece of the body in Base64; null at its end. */
  async #read(args: unknown): Promise<string | null> {
    const id = readCallId(args);
    const piece = await this.#bodyOf(id)?.read(pieceBytes);
    if (piece !== undefined) return piece.toString('base64');
    this.#open.delete(id);
    return null;
  }

  /** All that is left of the body, as text. */
  async #text(args: unknown): Promise<string> {
    const id = readCallId(args);
    const bytes = await this.#bodyOf(id)?.readAll();
    this.#open.delete(id);
    return bytes === undefined ? '' : new TextDecoder().decode(bytes);
  }

  /** The job has lost interest: before the answer, or before its end. */
  #close(args: unknown): null {
    this.#abort(readCallId(readArguments(args)), new FetchAbortedError());
    return null;
  }

  #bodyOf(id: number): ResponseBody | undefined {
    return this.#open.get(id)?.body;
  }

  #abort(id: number, reason: JobwrightError): void {
    const call = this.#open.get(id);
    call?.body?.cancel(reason);
    call?.controller.abort(reason);
    this.#open.delete(id);
  }
}

function headOf(message: IncomingMessage): Pick<AnswerHead, 'status' | 'statusText' | 'headers'> {
  const { rawHeaders, statusCode = 0, statusMessage = '' } = message;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return { status: statusCode, statusText: statusMessage, headers };
}

/** Stands for the answer that a request would have had. */
function withheldHead(url: URL): AnswerHead {
  return { status: 202, statusText: 'Not Sent', headers: [], url: url.href, redirected: false, notSent: true };
}

function codeOf(error: unknown): string {
  return error instanceof JobwrightError ? error.code : 'JOBWRIGHT_OPERATION_FAILED';
}
