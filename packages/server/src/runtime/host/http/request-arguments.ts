import { validateHeaderValue } from 'node:http';
import { FetchLimitError, FetchRequestError } from '../../../errors/http.ts';
import { readArguments, readText, readWholeNumber } from '../operations/operation-table.ts';

/** A request of a job, checked. */
export interface CheckedRequest {
  /** By which the job means the call afterwards. */
  readonly id: number;
  readonly method: string;
  /** Without user and fragment. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly redirect: 'follow' | 'manual' | 'error';
}

const maxUrlLength = 16_384;
const maxHeaders = 100;
const maxHeaderBytes = 32_768;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;
/** Methods that lead past the request itself. */
const refusedMethods = new Set(['CONNECT', 'TRACE', 'TRACK']);
/** What belongs to the connection, says where a message ends, or pretends to come from a browser: ours to say. */
const refusedHeaders =
  /^(?:host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|expect|via|accept-encoding|http2-settings|sec-.*|forwarded|x-forwarded-.*)$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
const maxId = 2 ** 31;

/**
 * Reads what the isolate says of a request. Nothing in it is believed.
 * @throws {@link FetchRequestError}, {@link FetchLimitError}, or BridgeArgumentError for what the sandbox would not send
 */
export function readRequest(args: unknown, limits: { readonly fetchRequestBytes: number }): CheckedRequest {
  const { id, method, url, headers, text, base64: encoded, redirect } = readArguments(args);
  const request = {
    id: readWholeNumber(id, 'the id of a request', maxId),
    method: readMethod(readText(method, 'the method', 200)),
    url: readUrl(readText(url, 'the URL', maxUrlLength)),
    headers: readHeaders(headers),
    body: readBody(text, encoded, limits.fetchRequestBytes),
    redirect: readRedirect(redirect),
  };
  if (request.body && ['GET', 'HEAD'].includes(request.method)) {
    throw new FetchRequestError(`a ${request.method} has no body`);
  }
  return request;
}

/** The id of a call that was made before. */
export function readCallId(args: unknown): number {
  return readWholeNumber(readArguments(args)['id'], 'the id of a request', maxId);
}

function readMethod(method: string): string {
  if (!token.test(method)) throw new FetchRequestError('its method is no HTTP method');
  if (refusedMethods.has(method.toUpperCase())) throw new FetchRequestError(`the method ${method} is not available`);
  return method;
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new FetchRequestError('its URL is not valid');
  if (url.username !== '' || url.password !== '') {
    throw new FetchRequestError('user and password do not belong into its URL; send an Authorization header');
  }
  url.hash = '';
  return url;
}

function readHeaders(pairs: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(pairs) || pairs.length > maxHeaders) {
    throw new FetchRequestError(`it has more than ${maxHeaders} headers`);
  }
  const headers = new Map<string, string>();
  let bytes = 0;
  for (const pair of pairs as readonly unknown[]) {
    const [givenName, givenValue] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const name = readText(givenName, 'the name of a header', 200).toLowerCase();
    const value = readText(givenValue, 'the value of a header', maxHeaderBytes);
    if (!token.test(name))
      throw new FetchRequestError('the name of one of its headers has characters that none may have');
    if (refusedHeaders.test(name))
      throw new FetchRequestError(`the header "${name}" is the platform's own; leave it out`);
    if (!isHeaderValue(name, value)) {
      throw new FetchRequestError(`the value of the header "${name}" has characters that none may have`);
    }
    bytes += name.length + value.length + 4;
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  if (bytes > maxHeaderBytes) throw new FetchRequestError(`its headers are more than ${maxHeaderBytes} bytes`);
  return Object.fromEntries(headers);
}

/** No line breaks above all: what stands behind one would be another header, or another request. */
function isHeaderValue(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function readBody(text: unknown, encoded: unknown, maxBytes: number): Uint8Array | undefined {
  const tooLarge = () =>
    new FetchLimitError('fetchRequestBytes', `The body of the request is larger than the limit of ${maxBytes} bytes.`);
  if (text !== undefined && text !== null) {
    const body = Buffer.from(readText(text, 'the body', Number.MAX_SAFE_INTEGER));
    if (body.length > maxBytes) throw tooLarge();
    return body;
  }
  if (encoded === undefined || encoded === null) return undefined;
  const body = readText(encoded, 'the body', Number.MAX_SAFE_INTEGER);
  if (body.length > Math.ceil(maxBytes / 3) * 4) throw tooLarge();
  if (!base64.test(body)) throw new FetchRequestError('its body is no Base64');
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length > maxBytes) throw tooLarge();
  return bytes;
}

function readRedirect(redirect: unknown): CheckedRequest['redirect'] {
  if (redirect === 'follow' || redirect === 'manual' || redirect === 'error') return redirect;
  throw new FetchRequestError('its redirect is neither follow, manual nor error');
}
