import { toDisplayText } from '../display-text.ts';
import { LfsFailedError, UrlNotAllowedError } from '../errors.ts';
import type { GitContext } from '../git/run-git.ts';
import { isHostAllowed, type ResolvedPolicy } from '../policy.ts';
import { redact } from '../redact.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import type { LfsObject } from '../snapshot/lfs-pointer.ts';
import { convertFailure, type LfsRequest, sendLfsRequest } from './lfs-request.ts';

/** The repository whose LFS server is asked. */
export interface LfsSource {
  readonly context: GitContext;
  readonly url: RepositoryUrl;
  readonly policy: ResolvedPolicy;
}

const MEDIA_TYPE = 'application/vnd.git-lfs+json';
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const MAX_HEADERS = 32;
/** Headers that the connection is made of: not the server's to choose. */
const OWN_HEADERS = /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*|range)$/i;

/**
 * Asks the LFS server of a repository where its objects are: https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md.
 *
 * @remarks The server is the one beside the repository. Another one that `.lfsconfig` names would be the choice of whoever can push.
 * @returns a request for each object, in their order
 */
export async function requestBatch(source: LfsSource, objects: readonly LfsObject[]): Promise<readonly LfsRequest[]> {
  const { context } = source;
  const url = batchUrl(source.url);
  const response = await sendLfsRequest(context, {
    url,
    method: 'POST',
    headers: { accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE, ...authorization(source) },
    body: JSON.stringify({
      operation: 'download',
      transfers: ['basic'],
      objects: objects.map(({ oid, size }) => ({ oid, size })),
      hash_algo: 'sha256',
    }),
    publicOnly: false,
  });
  const answer = parseAnswer(await readText(context, response, url.host));
  return objects.map((object) => downloadOf(source, object, answer.get(object.oid)));
}

function batchUrl({ text }: RepositoryUrl): URL {
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = `${path.endsWith('.git') ? path : `${path}.git`}/info/lfs/objects/batch`;
  return url;
}

async function readText(context: GitContext, response: AsyncIterable<Buffer>, host: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) {
        throw new LfsFailedError(`The answer of the LFS server is larger than ${MAX_ANSWER_BYTES} bytes.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw convertFailure(context, error, host);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Fields = Readonly<Record<string, unknown>>;

/** Objects of the answer by their ids. What else it says is left alone. */
function parseAnswer(text: string): ReadonlyMap<string, Fields> {
  const answer = fieldsOf(parseJson(text));
  const { objects, transfer = 'basic', hash_algo: algorithm = 'sha256' } = answer;
  if (!Array.isArray(objects) || transfer !== 'basic' || algorithm !== 'sha256') {
    throw new LfsFailedError('The LFS server answers with something else than a list of objects to fetch.');
  }
  return new Map(objects.map((object: unknown) => [String(fieldsOf(object)['oid']), fieldsOf(object)] as const));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LfsFailedError('The LFS server answers with something else than JSON.', { cause: error });
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function downloadOf(source: LfsSource, { oid, size }: LfsObject, found: Fields | undefined): LfsRequest {
  const { error, size: foundSize = size, authenticated } = found ?? {};
  if (found === undefined || error !== undefined) {
    const { code, message } = fieldsOf(error);
    const reason = found === undefined ? 'is not in its answer' : `${String(code)}: ${String(message)}`;
    throw new LfsFailedError(
      `The LFS server has no object ${oid}: ${toDisplayText(redact(reason, source.context.confidential.secrets))}. Push it with "git lfs push --all".`,
    );
  }
  if (foundSize !== size) {
    throw new LfsFailedError(`The LFS server says that the object ${oid} has another size than its pointer says.`);
  }
  const { href, header } = fieldsOf(fieldsOf(found['actions'])['download']);
  const { url, isOwn, publicOnly } = checkPlace(source, href);
  const headers = readHeaders(header);
  const hasAuthorization = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  return {
    url,
    method: 'GET',
    headers: { ...(isOwn && authenticated !== true && !hasAuthorization ? authorization(source) : {}), ...headers },
    publicOnly,
  };
}

/** Where an object may be fetched from: the repository's own host, one that the operator names, or any public one if none is named. */
function checkPlace(
  { url: repository, policy }: LfsSource,
  href: unknown,
): { readonly url: URL; readonly isOwn: boolean; readonly publicOnly: boolean } {
  const url = typeof href === 'string' && URL.canParse(href) ? new URL(href) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw new LfsFailedError('The LFS server gives no usable address for an object.');
  }
  const isOwn = url.origin === new URL(repository.text).origin;
  if (isOwn) {
    return { url, isOwn, publicOnly: false };
  }
  if (url.protocol !== 'https:') {
    throw new UrlNotAllowedError(`The LFS server sends us to "${url.protocol}//${url.host}", which is not https:.`);
  }
  if (!isHostAllowed(policy, url.hostname)) {
    throw new UrlNotAllowedError(
      `The LFS server keeps objects on "${url.hostname}", which is not in the list of allowed hosts. Ask the operator to add it to "hosts".`,
    );
  }
  return { url, isOwn, publicOnly: policy.hosts === undefined };
}

function readHeaders(header: unknown): Record<string, string> {
  const entries = Object.entries(fieldsOf(header));
  const isUsable = ([name, value]: readonly [string, unknown]): boolean =>
    /^[\w-]{1,100}$/.test(name) && typeof value === 'string' && /^[\x20-\x7e]{0,8192}$/.test(value);
  if (entries.length > MAX_HEADERS || !entries.every(isUsable)) {
    throw new LfsFailedError('The LFS server asks for headers that cannot be sent.');
  }
  return Object.fromEntries(entries.filter(([name]) => !OWN_HEADERS.test(name))) as Record<string, string>;
}

function authorization({ context }: LfsSource): { authorization?: string } {
  const value = context.authentication?.authorization;
  return value === undefined ? {} : { authorization: value.toString() };
}
