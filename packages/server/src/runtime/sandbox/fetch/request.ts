import { toWebText } from '../prelude/web-text.ts';
import { AbortSignal } from './abort.ts';
import { Body, type ExtractedBody, extractBody, shareBody } from './body.ts';
import { Headers } from './headers.ts';

export interface RequestOptions {
  readonly method?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly redirect?: unknown;
  readonly signal?: unknown;
}

/** Methods that are meant in any case. */
const known = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
const redirects = new Set(['follow', 'manual', 'error']);

/** `Request` as https://fetch.spec.whatwg.org/#request-class says, without what concerns browsers alone. */
export class Request extends Body {
  readonly #url: string;
  readonly #method: string;
  readonly #headers: Headers;
  readonly #redirect: string;
  readonly #signal: AbortSignal | null;

  constructor(input: unknown, init: RequestOptions = {}) {
    const from = input instanceof Request ? input : undefined;
    const method = readMethod(init.method, from?.method ?? 'GET');
    const given = extractBody(init.body);
    const source = given?.source ?? (from && init.body === undefined ? shareBody(from) : null);
    super(source);
    this.#url = from?.url ?? readUrl(input);
    this.#method = method;
    this.#headers = readHeaders(init.headers ?? from?.headers, given);
    this.#redirect = readRedirect(init.redirect, from?.redirect ?? 'follow');
    this.#signal = readSignal(init.signal, from?.signal ?? null);
    if (source !== null && (method === 'GET' || method === 'HEAD')) {
      throw new TypeError(`A request with the method ${method} cannot have a body.`);
    }
  }

  get url(): string {
    return this.#url;
  }

  get method(): string {
    return this.#method;
  }

  get headers(): Headers {
    return this.#headers;
  }

  get redirect(): string {
    return this.#redirect;
  }

  get signal(): AbortSignal | null {
    return this.#signal;
  }

  clone(): Request {
    return new Request(this);
  }
}

function readMethod(given: unknown, fallback: string): string {
  if (given === undefined) return fallback;
  const method = toWebText(given);
  const upper = method.toUpperCase();
  return known.has(upper) ? upper : method;
}

function readUrl(input: unknown): string {
  const url = URL.parse(toWebText(input));
  if (url === null)
    throw new TypeError(`"${toWebText(input).slice(0, 200)}" is no URL; in jobs, each has to be whole.`);
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('A URL with user and password cannot be fetched; send an Authorization header.');
  }
  return url.href;
}

function readHeaders(init: unknown, body: ExtractedBody | undefined): Headers {
  const headers = new Headers(init);
  if (body?.contentType !== undefined && !headers.has('content-type')) headers.set('content-type', body.contentType);
  return headers;
}

function readRedirect(given: unknown, fallback: string): string {
  const redirect = given === undefined ? fallback : toWebText(given);
  if (!redirects.has(redirect)) throw new TypeError('The redirect of a request is follow, manual or error.');
  return redirect;
}

function readSignal(given: unknown, fallback: AbortSignal | null): AbortSignal | null {
  if (given === undefined) return fallback;
  if (given === null || given instanceof AbortSignal) return given;
  throw new TypeError('The signal of a request has to be an AbortSignal.');
}
