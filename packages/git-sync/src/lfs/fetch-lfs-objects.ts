import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LfsFailedError, LimitExceededError, UrlNotAllowedError } from '../errors.ts';
import type { GitContext } from '../git/run-git.ts';
import { inParallel } from '../in-parallel.ts';
import type { LfsObject } from '../snapshot/lfs-pointer.ts';
import { convertFailure, type LfsRequest, sendLfsRequest } from './lfs-request.ts';
import { type LfsSource, requestBatch } from './request-batch.ts';

/** As many objects are asked for at once as git-lfs does. */
const BATCH = 100;
const PARALLEL_DOWNLOADS = 4;

/**
 * Brings LFS objects into a folder, each in a file named by its id. What is there is looked through, and not fetched again.
 *
 * @throws {@link LfsFailedError} when an object is not what its pointer says
 */
export async function fetchLfsObjects(
  source: LfsSource,
  objects: readonly LfsObject[],
  directory: string,
): Promise<void> {
  const wanted = [...new Map(objects.map((object) => [object.oid, object])).values()];
  if (wanted.length === 0) {
    return;
  }
  const { protocol } = source.url;
  if (protocol !== 'https' && protocol !== 'http') {
    throw new UrlNotAllowedError(
      `Git LFS is followed over https: only, and the URL of the repository begins with "${protocol}:". Use its https: URL.`,
    );
  }
  await mkdir(directory, { recursive: true });
  const present = await Promise.all(wanted.map((object) => isIntact(directory, object)));
  const missing = wanted.filter((_, index) => !present[index]);
  for (let start = 0; start < missing.length; start += BATCH) {
    const batch = missing.slice(start, start + BATCH);
    const requests = await requestBatch(source, batch);
    await inParallel([...batch.entries()], PARALLEL_DOWNLOADS, async ([index, object]) => {
      await download(source.context, { object, request: requests[index] as LfsRequest }, directory);
    });
  }
}

/** Removes the objects that are not named. */
export async function removeOtherObjects(directory: string, oids: ReadonlySet<string>): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  await Promise.all(names.filter((name) => !oids.has(name)).map((name) => rm(join(directory, name), { force: true })));
}

async function isIntact(directory: string, { oid, size }: LfsObject): Promise<boolean> {
  const path = join(directory, oid);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.size !== size) {
    return false;
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex') === oid;
}

async function download(
  context: GitContext,
  { object, request }: { readonly object: LfsObject; readonly request: LfsRequest },
  directory: string,
): Promise<void> {
  const { oid, size } = object;
  const incoming = join(directory, `incoming-${randomUUID()}`);
  const response = await sendLfsRequest(context, request);
  const hash = createHash('sha256');
  let received = 0;
  try {
    await using file = await open(incoming, 'wx', 0o400);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > size) {
        throw new LimitExceededError(
          'fileBytes',
          `The LFS object ${oid} has more bytes than the ${size} that its pointer says.`,
        );
      }
      hash.update(chunk);
      await file.write(chunk);
    }
    if (received !== size || hash.digest('hex') !== oid) {
      throw new LfsFailedError(
        `The content of the LFS object ${oid} is not what its pointer says: ${received} of ${size} bytes, or another digest.`,
      );
    }
    await file.sync();
    await rename(incoming, join(directory, oid));
  } catch (error) {
    response.destroy();
    await rm(incoming, { force: true });
    throw convertFailure(context, error, request.url.host);
  }
}
