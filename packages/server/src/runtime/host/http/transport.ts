import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { FetchFailedError, FetchRedirectError } from '../../../errors/http.ts';
import { JobwrightError } from '../../../errors/base.ts';
import type { EgressPolicy } from './egress-policy.ts';
import { guardedLookup, type Resolve, resolveHost } from './guarded-lookup.ts';

/** One request on the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

export interface TransportOptions {
  readonly policy: EgressPolicy;
  readonly maxSockets: number;
  /** PEM text of authorities that are trusted besides the usual ones. */
  readonly ca?: string | undefined;
  /** @defaultValue the system's resolver */
  readonly resolve?: Resolve | undefined;
}

/** Methods that change nothing where they arrive: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const decodable = 'gzip, br';

export function isSafe(method: string): boolean {
  return safeMethods.has(method);
}

/**
 * Sends requests of one run over connections of its own: none is shared with other runs. Proxies that the environment names
 * are not used, since it would be theirs to find the address.
 */
export class Transport implements Disposable {
  readonly #options: TransportOptions;
  readonly #resolve: Resolve;
  readonly #agents: Readonly<Record<string, http.Agent>>;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#resolve = options.resolve ?? resolveHost;
    const { maxSockets, ca } = options;
    const pool = { keepAlive: true, maxSockets };
    this.#agents = {
      'http:': new http.Agent(pool),
      'https:': new https.Agent({ ...pool, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) }),
    };
  }

  /**
   * Sends a request and waits for the head of the answer. The URL has passed the policy; its address does so here.
   * @throws {@link FetchFailedError}, EgressAddressError, or the reason of the signal
   */
  async send(request: WireRequest): Promise<IncomingMessage> {
    try {
      return await this.#sendOnce(request);
    } catch (error) {
      // The other side closed a connection that was kept, just then. Asking twice does no harm.
      if (!(error instanceof StaleConnectionError) || !isSafe(request.method)) throw toFailure(error, request);
    }
    return await this.#sendOnce(request).catch((error: unknown) => {
      throw toFailure(error, request);
    });
  }

  [Symbol.dispose](): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #sendOnce({ method, url, headers, body, signal }: WireRequest): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const isSecure = url.protocol === 'https:';
    const hasBody = body !== undefined || !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method);
    const sending = (isSecure ? https : http).request({
      method,
      hostname: url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''),
      port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
      path: url.pathname + url.search,
      headers: {
        accept: '*/*',
        'user-agent': 'Jobwright',
        ...headers,
        'accept-encoding': decodable,
        ...(hasBody ? { 'content-length': String(body?.length ?? 0) } : {}),
      },
      agent: this.#agents[url.protocol],
      lookup: guardedLookup(this.#options.policy, url, this.#resolve),
      insecureHTTPParser: false,
      signal,
    });
    sending.once('response', resolve);
    sending.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason);
      else if (sending.reusedSocket && error.code === 'ECONNRESET') reject(new StaleConnectionError());
      else reject(error);
    });
    sending.end(body);
    return await promise;
  }
}

class StaleConnectionError extends Error {}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  HPE_HEADER_OVERFLOW: 'the headers of its answer are too large',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is signed by itself (the configuration can name trusted authorities: egress.caFile)',
  SELF_SIGNED_CERT_IN_CHAIN:
    'the authority behind its certificate is not trusted (the configuration can name trusted ones: egress.caFile)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the authority behind its certificate is not trusted (the configuration can name trusted ones: egress.caFile)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'the authority behind its certificate is not trusted (the configuration can name trusted ones: egress.caFile)',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for other names',
};

/** What went wrong, in words of ours: those of the system name addresses and more. */
export function toFailure(error: unknown, { url }: { readonly url: URL }): unknown {
  if (error instanceof JobwrightError) return error;
  const code = codeOf(error);
  const reason = reasons[code] ?? reasonByKind(code);
  return new FetchFailedError(`${url.origin} cannot be reached: ${reason}.`);
}

function reasonByKind(code: string): string {
  if (code.startsWith('HPE_')) return 'its answer is not valid HTTP';
  if (/^Z_|^ERR_{1,2}(?:BROTLI|ERROR)_|^ERR_BROTLI/.test(code)) return 'its answer is not encoded as it says';
  return `the connection failed (${code})`;
}

function codeOf(error: unknown): string {
  if (error instanceof StaleConnectionError) return 'ECONNRESET';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown';
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** Where an answer sends the job on; undefined when it does not. @throws {@link FetchRedirectError} */
export function redirectTarget({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (!redirects.has(statusCode) || headers.location === undefined) return undefined;
  const target = URL.parse(Buffer.from(headers.location, 'latin1').toString('utf8'), from.href);
  if (!target || target.username !== '' || target.password !== '' || !/^https?:$/.test(target.protocol)) {
    throw new FetchRedirectError(`${from.origin} redirects to what is no address of a page.`);
  }
  target.hash = '';
  return target;
}
