import { toWebText } from '../prelude/web-text.ts';
import { Body, extractBody, shareBody } from './body.ts';
import type { BodySource } from './body-source.ts';
import { Headers } from './headers.ts';

export interface ResponseOptions {
  readonly status?: unknown;
  readonly statusText?: unknown;
  readonly headers?: unknown;
}

/** What `fetch` knows of an answer. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  readonly redirected: boolean;
  readonly notSent: boolean;
}

/** An answer that `fetch` got, or a copy of one: authors cannot make it. */
class Prepared {
  readonly head: ResponseHead;
  readonly source: BodySource | null;

  constructor(head: ResponseHead, source: BodySource | null) {
    this.head = head;
    this.source = source;
  }
}

/** The `Response` of an answer. */
export function createResponse(head: ResponseHead, source: BodySource | null): Response {
  return new Response(new Prepared(head, source));
}

/** `Response` as https://fetch.spec.whatwg.org/#response-class says, with what a dry run adds to it. */
export class Response extends Body {
  readonly #head: ResponseHead;

  constructor(body?: unknown, init: ResponseOptions = {}) {
    const prepared = body instanceof Prepared ? body : undefined;
    const given = prepared ? undefined : extractBody(body);
    super(prepared ? prepared.source : (given?.source ?? null));
    if (prepared) {
      this.#head = prepared.head;
      return;
    }
    const { status, statusText, headers } = init;
    this.#head = {
      status: readStatus(status),
      statusText: statusText === undefined ? '' : toWebText(statusText),
      headers: new Headers(headers),
      url: '',
      redirected: false,
      notSent: false,
    };
    if (given?.contentType !== undefined && !this.headers.has('content-type')) {
      this.headers.set('content-type', given.contentType);
    }
    if (given && [204, 205, 304].includes(this.status)) {
      throw new TypeError(`An answer with the status ${this.status} has no body.`);
    }
  }

  static json(value: unknown, init: ResponseOptions = {}): Response {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError('The value is not JSON serializable');
    const headers = new Headers(init.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new Response(text, { ...init, headers });
  }

  get status(): number {
    return this.#head.status;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get statusText(): string {
    return this.#head.statusText;
  }

  get headers(): Headers {
    return this.#head.headers;
  }

  get url(): string {
    return this.#head.url;
  }

  get redirected(): boolean {
    return this.#head.redirected;
  }

  get type(): 'basic' | 'default' {
    return this.url === '' ? 'default' : 'basic';
  }

  /** Whether the request was held back, because the run is a dry run. The answer then stands for one that there might be. */
  get notSent(): boolean {
    return this.#head.notSent;
  }

  override async json(): Promise<unknown> {
    const text = await this.text();
    if (text !== '' || !this.notSent) return JSON.parse(text);
    const message =
      'There is no body to read: the request was not sent, because this is a dry run. Look at response.notSent first, or give fetch a dryRunResponse.';
    throw Object.assign(new TypeError(message), { code: 'JOBWRIGHT_FETCH_NOT_SENT' });
  }

  clone(): Response {
    return createResponse({ ...this.#head, headers: new Headers(this.headers) }, shareBody(this));
  }
}

function readStatus(given: unknown): number {
  const status = given === undefined ? 200 : Number(given);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new RangeError('The status of a Response has to be from 200 to 599.');
  }
  return status;
}
