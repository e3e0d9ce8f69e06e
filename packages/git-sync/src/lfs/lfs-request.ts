import { lookup as resolveName } from 'node:dns';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import {
  AuthenticationFailedError,
  CertificateRefusedError,
  GitSyncError,
  LfsFailedError,
  RedirectedError,
  TimeoutError,
  UnreachableError,
  UrlNotAllowedError,
} from '../errors.ts';
import type { GitContext } from '../git/run-git.ts';
import { isPublicAddress } from './public-address.ts';

/** One request to a server of Git LFS, or to where that one keeps its objects. */
export interface LfsRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Refuses addresses that are not public: nobody but the LFS server has named this host. */
  readonly publicOnly: boolean;
}

/**
 * Sends a request and gives the answer once its headers are here. Redirects are not followed: they could lead past the list of hosts.
 *
 * @throws a `GitSyncError` for every answer but 200
 */
export async function sendLfsRequest(context: GitContext, request: LfsRequest): Promise<IncomingMessage> {
  const { url, method, headers, body, publicOnly } = request;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (publicOnly && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw notPublic(host);
  }
  const ca = url.protocol === 'https:' ? await trustedAuthorities(context) : undefined;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method,
    headers: {
      ...headers,
      'user-agent': 'jobwright',
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    },
    agent: false,
    signal: context.signal,
    timeout: context.limits.idleTimeoutMs,
    ...(ca === undefined ? {} : { ca }),
    ...(publicOnly ? { lookup: lookupPublic } : {}),
  });
  sent.on('timeout', () => sent.destroy(new TimeoutError(`The LFS server "${url.host}" does not answer.`)));
  sent.on('response', resolve);
  sent.on('error', reject);
  sent.end(body);
  try {
    return assertAnswered(await promise, url.host);
  } catch (error) {
    sent.destroy();
    throw convertFailure(context, error, url.host);
  }
}

/** Turns what Node throws into one of our errors. */
export function convertFailure(context: GitContext, error: unknown, host: string): unknown {
  if (context.signal.aborted) {
    return context.signal.reason;
  }
  if (error instanceof GitSyncError) {
    return error;
  }
  const code = String((error as NodeJS.ErrnoException | undefined)?.code);
  if (/CERT|SSL|TLS|SIGNATURE/.test(code)) {
    return new CertificateRefusedError(
      `The TLS certificate of the LFS server "${host}" is not trusted (${code}). If it comes from an authority of your own, name its file in SSL_CERT_FILE.`,
      { cause: error },
    );
  }
  return new UnreachableError(`The LFS server "${host}" cannot be reached, or broke off (${code}).`, { cause: error });
}

function assertAnswered(response: IncomingMessage, host: string): IncomingMessage {
  const status = response.statusCode ?? 0;
  if (status === 200) {
    return response;
  }
  if (status >= 300 && status < 400) {
    throw new RedirectedError(`The LFS server "${host}" answers with a redirect, which is not followed.`);
  }
  if (status === 401 || status === 403) {
    throw new AuthenticationFailedError(
      `The LFS server "${host}" refuses access (${status}). Check that the credentials may read the repository's LFS objects.`,
    );
  }
  if (status === 429 || status >= 500) {
    throw new UnreachableError(`The LFS server "${host}" answers with ${status}. Try again later.`);
  }
  throw new LfsFailedError(`The LFS server "${host}" answers with ${status}. Is LFS enabled for the repository?`);
}

const lookupPublic: LookupFunction = (host, options, callback) => {
  resolveName(host, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) {
      callback(error ?? new UnreachableError(`The host "${host}" has no address.`), '', 4);
    } else if (!addresses.every(({ address }) => isPublicAddress(address))) {
      callback(notPublic(host), '', 4);
    } else if (options.all === true) {
      callback(null, addresses);
    } else {
      callback(null, first.address, first.family);
    }
  });
};

function notPublic(host: string): UrlNotAllowedError {
  return new UrlNotAllowedError(
    `The LFS server sends us to "${host}", whose address is not public. Ask the operator to name it in "hosts" if it is meant.`,
  );
}

/** As git does it: the authorities of the system, or those of the file that the environment names. */
async function trustedAuthorities(context: GitContext): Promise<string[] | undefined> {
  const file = context.inherit['SSL_CERT_FILE'];
  if (file === undefined || file === '') {
    return undefined;
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CertificateRefusedError('The file that SSL_CERT_FILE names cannot be read.', { cause: error });
  });
  return [...getCACertificates('default'), text];
}
