import { toDisplayText } from '../display-text.ts';
import { GitSyncError, UrlNotAllowedError } from '../errors.ts';
import type { ResolvedFollow } from '../follow.ts';
import type { CommitInfo } from '../git/read-commit.ts';
import type { GitContext } from '../git/run-git.ts';
import { fetchLfsObjects, removeOtherObjects } from '../lfs/fetch-lfs-objects.ts';
import type { ResolvedPolicy } from '../policy.ts';
import { parseRepositoryUrl, type RepositoryUrl } from '../repository-url.ts';
import { collectPart, type SnapshotPart } from '../snapshot/collect-part.ts';
import { cacheBytes, removeOtherCaches } from '../store/cache.ts';
import { type RepositoryLayout, submoduleCache } from '../store/layout.ts';
import { type FoundSubmodule, reportSubmodule, type SubmoduleReport } from './report-submodules.ts';
import { assertSameTransport, isSameOrigin, resolveSubmoduleUrl } from './submodule-url.ts';
import { SnapshotTotals } from './snapshot-totals.ts';

/** Which repository is collected, and how far it is followed. */
export interface PartsSource {
  readonly context: GitContext;
  readonly layout: RepositoryLayout;
  readonly policy: ResolvedPolicy;
  readonly url: RepositoryUrl;
  /** The URL as it was given: relative URLs of submodules are relative to it. */
  readonly givenUrl: string;
  readonly commit: string;
  readonly path: string;
  readonly follow: ResolvedFollow;
}

/** All that a snapshot is made of. */
export interface CollectedParts {
  readonly commitInfo: CommitInfo;
  /** The repository's own part first. */
  readonly parts: readonly SnapshotPart[];
  readonly submodules: readonly SubmoduleReport[];
}

/** Fetches and checks a commit, and what is followed from it. Nothing is written before all of it is here. */
export async function collectParts(source: PartsSource): Promise<CollectedParts> {
  const collection = new Collection(source);
  const { context, url, givenUrl, commit, path } = source;
  const commitInfo = await collection.collect({ context, url, givenUrl, commit, path, prefix: '', depth: 0 });
  await collection.fetchLfs();
  await collection.tidy();
  return { commitInfo, parts: collection.parts, submodules: collection.submodules };
}

/** A repository on the way through those that name each other. */
interface Place {
  readonly context: GitContext;
  readonly url: RepositoryUrl;
  readonly givenUrl: string;
  readonly commit: string;
  readonly path: string;
  readonly prefix: string;
  readonly depth: number;
}

class Collection {
  readonly parts: SnapshotPart[] = [];
  readonly submodules: SubmoduleReport[] = [];
  readonly #source: PartsSource;
  readonly #totals: SnapshotTotals;
  readonly #caches = new Set<string>();

  constructor(source: PartsSource) {
    this.#source = source;
    this.#totals = new SnapshotTotals(source.context.limits);
  }

  async collect(place: Place): Promise<CommitInfo> {
    const { context, prefix } = place;
    const before = await cacheBytes(context.gitDirectory);
    const { part, commitInfo, submodules } = await collectPart(context, {
      ...place,
      followsLfs: this.#source.follow.lfs,
    });
    this.#totals.add(part, (await cacheBytes(context.gitDirectory)) - before);
    this.parts.push(part);
    for (const found of submodules) {
      const { follow } = this.#source;
      this.submodules.push(reportSubmodule({ ...found, path: prefix + found.path }, follow.submodules));
      if (follow.submodules) {
        await this.#follow(place, found);
      }
    }
    return commitInfo;
  }

  /** Brings the LFS objects of all parts here. */
  async fetchLfs(): Promise<void> {
    const { layout, policy } = this.#source;
    for (const { context, url, lfsObjects, prefix } of this.parts) {
      await fetchLfsObjects({ context, url, policy }, [...lfsObjects.values()], layout.lfs).catch((error: unknown) => {
        throw prefix === '' ? error : inSubmodule(error, prefix.slice(0, -1));
      });
    }
  }

  /** Removes what earlier commits needed and this one does not. */
  async tidy(): Promise<void> {
    const { layout } = this.#source;
    const oids = this.parts.flatMap(({ lfsObjects }) => [...lfsObjects.values()].map(({ oid }) => oid));
    await Promise.all([
      removeOtherCaches(layout.submodules, this.#caches),
      removeOtherObjects(layout.lfs, new Set(oids)),
    ]);
  }

  async #follow(parent: Place, submodule: FoundSubmodule): Promise<void> {
    const path = parent.prefix + submodule.path;
    try {
      await this.collect(await this.#locate(parent, submodule));
    } catch (error) {
      // Of submodules within submodules the innermost is named, by its whole path.
      throw inSubmodule(error, path);
    }
  }

  async #locate(parent: Place, { path, commit, url }: FoundSubmodule): Promise<Place> {
    const { layout, policy } = this.#source;
    const depth = parent.depth + 1;
    this.#totals.countSubmodule(depth);
    if (url === undefined) {
      throw new UrlNotAllowedError('".gitmodules" has no URL for it.');
    }
    const givenUrl = resolveSubmoduleUrl(parent.givenUrl, url);
    const target = await parseRepositoryUrl(givenUrl, policy);
    assertSameTransport(parent.url, target);
    // Secrets go no further than to the origin that they are for, and not by way of another one either.
    const authentication = isSameOrigin(parent.url, target) ? parent.context.authentication : undefined;
    if (target.protocol === 'ssh' && authentication === undefined) {
      throw new UrlNotAllowedError('Its SSH URL names another host, for which there are no credentials.');
    }
    const gitDirectory = submoduleCache(layout, target.text);
    this.#caches.add(gitDirectory);
    const context = { ...parent.context, gitDirectory, authentication };
    return { context, url: target, givenUrl, commit, path: '', prefix: `${parent.prefix}${path}/`, depth };
  }
}

/** The same error, with the submodule that it is about. */
function inSubmodule(error: unknown, path: string): unknown {
  if (error instanceof GitSyncError && !error.message.startsWith('In the submodule ')) {
    error.message = `In the submodule "${toDisplayText(path)}": ${error.message}`;
  }
  return error;
}
