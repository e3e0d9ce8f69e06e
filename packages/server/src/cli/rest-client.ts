import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import { RestRequestError, ServerUnreachableError } from '../errors.ts';

export interface RestClientOptions {
  /** Address of the server, without a path: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  readonly token: string;
}

/** Files to send, by name of variable: paths on this machine. */
export type FilePaths = ReadonlyMap<string, string>;

/** Pause before a lost stream is opened again, in milliseconds. */
const reconnectPauseMs = 500;
const reconnectAttempts = 20;

/** What the commands need of our REST API. */
export class RestClient {
  readonly #baseUrl: string;
  readonly #token: string;

  constructor({ baseUrl, token }: RestClientOptions) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * @throws {@link RestRequestError} when the server refuses
   * @throws {@link ServerUnreachableError} when nothing answers
   */
  async get<T>(path: string): Promise<T> {
    return (await this.#request(path, {})) as T;
  }

  /** Sends JSON; throws as {@link RestClient.get}. */
  async post<T>(path: string, body: unknown): Promise<T> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await this.#request(path, init)) as T;
  }

  /** Sends JSON that changes something; throws as {@link RestClient.get}. */
  async patch<T>(path: string, body: unknown): Promise<T> {
    const init = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await this.#request(path, init)) as T;
  }

  /** Throws as {@link RestClient.get}. */
  async delete(path: string): Promise<void> {
    await this.#request(path, { method: 'DELETE' });
  }

  /** Sends a form with files, which are read while they are sent; throws as {@link RestClient.get}. */
  async postForm<T>(path: string, fields: Readonly<Record<string, string>>, files: FilePaths): Promise<T> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const [name, file] of files) form.set(name, await openAsBlob(file), basename(file));
    return (await this.#request(path, { method: 'POST', body: form })) as T;
  }

  /**
   * Server-sent events of a path, from the first on. A lost connection is opened again behind the last event that had
   * an id. Ends with the server's event `end`.
   */
  async *events(path: string, signal?: AbortSignal): AsyncGenerator<EventSourceMessage> {
    let lastId = '0';
    for (let attempt = 1; ; attempt++) {
      try {
        for await (const event of this.#openEvents(path, { lastId, signal })) {
          attempt = 1;
          lastId = event.id ?? lastId;
          yield event;
          if (event.event === 'end') return;
        }
      } catch (error) {
        if (error instanceof RestRequestError || signal?.aborted === true || attempt >= reconnectAttempts) throw error;
      }
      await delay(reconnectPauseMs, undefined, { signal });
    }
  }

  async *#openEvents(
    path: string,
    { lastId, signal }: { lastId: string; signal: AbortSignal | undefined },
  ): AsyncGenerator<EventSourceMessage> {
    const headers = { accept: 'text/event-stream', 'last-event-id': lastId };
    const response = await this.#fetch(path, { headers, ...(signal === undefined ? {} : { signal }) });
    if (response.body === null) return;
    yield* response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  }

  async #request(path: string, init: RequestInit): Promise<unknown> {
    const response = await this.#fetch(path, init);
    return response.status === 204 ? undefined : await response.json();
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Token ${this.#token}`);
    if (!headers.has('accept')) headers.set('accept', 'application/json');
    let response: Response;
    try {
      response = await fetch(`${this.#baseUrl}${path}`, { ...init, headers });
    } catch (error) {
      throw new ServerUnreachableError(this.#baseUrl, { cause: error });
    }
    if (response.ok) return response;
    throw new RestRequestError(response.status, await response.json().catch(() => undefined));
  }
}
