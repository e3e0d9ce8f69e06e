import { CorruptObjectsError, LimitExceededError, UnsafeEntryError } from '../errors.ts';
import { fetchObjects } from '../git/fetch-objects.ts';
import { type ObjectHeader, readHeaders, readObjects } from '../git/read-objects.ts';
import type { GitContext } from '../git/run-git.ts';
import type { SyncLimits } from '../limits.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import { checkSymlinks } from './check-symlinks.ts';
import type { CheckedTree } from './entry.ts';

/** What has to be known before the first file is written. */
export interface CollectedBlobs {
  /** Files and links by object id, with their sizes. All of them are in the cache. */
  readonly blobs: ReadonlyMap<string, ObjectHeader>;
  /** What each symbolic link contains, by its path. */
  readonly linkTargets: ReadonlyMap<string, string>;
}

const MAX_LINK_BYTES = 4096;

/** Fetches the contents that are missing, checks their sizes, and checks where links lead. */
export async function collectBlobs(
  context: GitContext,
  url: RepositoryUrl,
  tree: CheckedTree,
): Promise<CollectedBlobs> {
  const ids = [...new Set(tree.entries.filter(({ kind }) => kind !== 'submodule').map(({ id }) => id))];
  const blobs = await readSizes(context, ids);
  const missing = ids.filter((id) => !blobs.has(id));
  if (missing.length > 0) {
    await fetchObjects(context, url, missing);
    for (const [id, header] of await readSizes(context, missing)) {
      blobs.set(id, header);
    }
  }
  const stillMissing = missing.find((id) => !blobs.has(id));
  if (stillMissing !== undefined) {
    throw new CorruptObjectsError(`The remote did not send the object ${stillMissing}.`);
  }
  checkSizes(tree, blobs, context.limits);
  const linkTargets = await readLinks(context, tree, blobs);
  checkSymlinks(tree, linkTargets);
  return { blobs, linkTargets };
}

async function readSizes(context: GitContext, ids: readonly string[]): Promise<Map<string, ObjectHeader>> {
  const headers = await readHeaders(context, ids);
  return new Map(headers.flatMap((header) => (header === undefined ? [] : [[header.id, header] as const])));
}

function checkSizes(tree: CheckedTree, blobs: ReadonlyMap<string, ObjectHeader>, limits: SyncLimits): void {
  let bytes = 0;
  for (const { kind, path, id } of tree.entries) {
    if (kind === 'submodule') {
      continue;
    }
    const header = blobs.get(id);
    if (header?.type !== 'blob') {
      throw new UnsafeEntryError(path, 'which is not a file');
    }
    if (header.size > limits.fileBytes) {
      throw new LimitExceededError(
        'fileBytes',
        `The file "${path}" has ${header.size} bytes, more than ${limits.fileBytes}. Keep it elsewhere, or ask the operator to raise "fileBytes".`,
      );
    }
    if (kind === 'symlink' && header.size > MAX_LINK_BYTES) {
      throw new UnsafeEntryError(path, 'a symbolic link whose target is too long');
    }
    bytes += header.size;
  }
  if (bytes > limits.snapshotBytes) {
    throw new LimitExceededError(
      'snapshotBytes',
      `The files of the repository have ${bytes} bytes together, more than ${limits.snapshotBytes}. Name a path in it, or ask the operator to raise "snapshotBytes".`,
    );
  }
}

async function readLinks(
  context: GitContext,
  tree: CheckedTree,
  blobs: ReadonlyMap<string, ObjectHeader>,
): Promise<Map<string, string>> {
  const links = tree.entries.filter(({ kind }) => kind === 'symlink');
  const objects = await readObjects(
    context,
    links.flatMap(({ id }) => blobs.get(id) ?? []),
  );
  return new Map(links.map(({ path }, index) => [path, decodeTarget(path, objects[index]?.content)]));
}

function decodeTarget(path: string, content: Buffer | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new UnsafeEntryError(path, 'a symbolic link whose target is not UTF-8');
  }
}
