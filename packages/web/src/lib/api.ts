import createClient from 'openapi-fetch';
import { toApiError } from './api-error.ts';
import type { components, paths } from './api-schema.gen.ts';

/** Shapes of the REST API, by the names of its OpenAPI document. */
export type Schemas = components['schemas'];

/** The REST API, typed by its OpenAPI document. Wrap calls in {@link answerOf}. */
export const api = createClient<paths>({
  baseUrl: '',
  querySerializer: { array: { style: 'form', explode: true } },
});

interface ClientAnswer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of a call's answer.
 * @throws ApiError when the server refused, with its words, or cannot be reached
 */
export async function answerOf<Data>(call: Promise<ClientAnswer<Data>>): Promise<Data> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw toApiError(0, undefined);
  });
  if (!response.ok) throw toApiError(response.status, error);
  return data as Data;
}

/**
 * A request at an address that the server gave, or that depends on a model: such have no types of their own.
 * @throws ApiError
 */
export async function request<Data>(
  url: string,
  init: Omit<RequestInit, 'body' | 'headers'> & {
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Data> {
  const { body, headers, ...rest } = init;
  const isForm = body instanceof FormData;
  const response = await fetch(url, {
    ...rest,
    headers: { Accept: 'application/json', ...(isForm || body === undefined ? {} : json), ...headers },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw toApiError(0, undefined);
  });
  const text = await response.text();
  const parsed = parseJson(text);
  if (!response.ok) throw toApiError(response.status, parsed);
  return parsed as Data;
}

const json = { 'Content-Type': 'application/json' };

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The part of an address that follows the server's name: requests stay on the page's own server. */
export function localPath(url: string): string {
  const { pathname, search } = new URL(url, window.location.origin);
  return `${pathname}${search}`;
}
