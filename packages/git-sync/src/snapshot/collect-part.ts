import { fetchCommit } from '../git/fetch-objects.ts';
import { type CommitInfo, readCommit } from '../git/read-commit.ts';
import { type ObjectHeader, readObjects } from '../git/read-objects.ts';
import { readTree } from '../git/read-tree.ts';
import type { GitContext } from '../git/run-git.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import { openCache } from '../store/cache.ts';
import { type FoundSubmodule, findSubmodules } from '../submodules/report-submodules.ts';
import { checkTree } from './check-tree.ts';
import { collectBlobs } from './collect-blobs.ts';
import { type CheckedTree, filesOf } from './entry.ts';
import { type LfsObject, MAX_POINTER_BYTES, parseLfsPointer } from './lfs-pointer.ts';

/** What a snapshot takes of one repository: its own files, or those of a submodule. Everything in it has been checked. */
export interface SnapshotPart {
  /** Its cache has the objects. */
  readonly context: GitContext;
  readonly url: RepositoryUrl;
  /** Where it lies in the snapshot: empty, or the path of a submodule with a slash behind it. */
  readonly prefix: string;
  readonly tree: CheckedTree;
  /** Files and their sizes, by object id. */
  readonly blobs: ReadonlyMap<string, ObjectHeader>;
  /** Contents of the symbolic links, by path. */
  readonly linkTargets: ReadonlyMap<string, string>;
  /** What takes the place of pointers, by the object id of the pointer. Empty where LFS is not followed. */
  readonly lfsObjects: ReadonlyMap<string, LfsObject>;
}

/** Which part is collected. */
export interface PartSource {
  readonly url: RepositoryUrl;
  readonly commit: string;
  /** Path within the repository; empty for the whole of it. */
  readonly path: string;
  readonly prefix: string;
  readonly followsLfs: boolean;
}

/** A part, and what is to be known of it. */
export interface CollectedPart {
  readonly part: SnapshotPart;
  readonly commitInfo: CommitInfo;
  readonly submodules: readonly FoundSubmodule[];
}

/** Fetches a commit of one repository and checks all of it. */
export async function collectPart(context: GitContext, source: PartSource): Promise<CollectedPart> {
  const { url, commit, path, prefix } = source;
  await openCache(context.gitDirectory, {
    url: url.text,
    objectFormat: commit.length === 64 ? 'sha256' : 'sha1',
    maxBytes: context.limits.downloadBytes,
  });
  await fetchCommit(context, { url, commit, withFiles: path === '' });
  const { commitInfo, treeId } = await readCommit(context, commit, path);
  const tree = await checkTree(await readTree(context, treeId), { limits: context.limits, prefix });
  const { blobs, linkTargets } = await collectBlobs(context, url, tree);
  const submodules = await findSubmodules(context, { url, commit, path, tree });
  const lfsObjects = source.followsLfs ? await readPointers(context, tree, blobs) : new Map<string, LfsObject>();
  return { part: { context, url, prefix, tree, blobs, linkTargets, lfsObjects }, commitInfo, submodules };
}

async function readPointers(
  context: GitContext,
  tree: CheckedTree,
  blobs: ReadonlyMap<string, ObjectHeader>,
): Promise<ReadonlyMap<string, LfsObject>> {
  const ids = new Set(filesOf(tree).map(({ id }) => id));
  const small = [...ids].flatMap((id) => blobs.get(id) ?? []).filter(({ size }) => size < MAX_POINTER_BYTES);
  const objects = await readObjects(context, small);
  return new Map(
    objects.flatMap(({ id, content }) => {
      const pointer = parseLfsPointer(content);
      return pointer === undefined ? [] : [[id, pointer] as const];
    }),
  );
}
