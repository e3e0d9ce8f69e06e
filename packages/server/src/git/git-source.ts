import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryStore, Snapshot } from '@jobwright/git-sync';
import type { Pool } from 'pg';
import type { JobSource, SourceName } from '../discovery/job-source.ts';
import { sourceSlugOf } from '../modules/git-repositories/git-repository.entity.ts';
import { readRepositories, referenceOf, type RepositoryRow } from './read-repositories.ts';

/** Files that change when other versions of npm packages are wanted. */
const manifests = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/** The jobs of a repository at one commit. */
export function createGitSource(
  { slug }: Pick<RepositoryRow, 'slug'>,
  { snapshotPath, commit }: Pick<Snapshot, 'snapshotPath' | 'commit'>,
): JobSource {
  return {
    kind: 'git',
    slug: sourceSlugOf({ slug }),
    modulePrefix: '',
    snapshot: async () => {
      const root = await realpath(snapshotPath);
      // Packages of the folders above are the server's, not the repository's.
      return {
        root,
        packageFolders: [join(root, 'node_modules')].filter((folder) => existsSync(folder)),
        packageManifests: manifests.map((name) => join(root, name)).filter((file) => existsSync(file)),
        gitCommit: commit,
      };
    },
  };
}

/** What discovery needs to know of the repositories. */
export interface GitSources {
  /** Those whose commit is on this machine. */
  readonly present: readonly JobSource[];
  /** All that are enabled, present or not: their modules stay. */
  readonly configured: readonly SourceName[];
}

export async function findGitSources(pool: Pool, store: RepositoryStore): Promise<GitSources> {
  const repositories = (await readRepositories(pool)).filter(({ enabled }) => enabled);
  const found = await Promise.all(
    repositories.map(async (repository) => {
      if (repository.currentCommit === null) return [];
      const snapshot = await store.findSnapshot({
        ...referenceOf(repository),
        path: repository.path,
        commit: repository.currentCommit,
      });
      return snapshot ? [createGitSource(repository, snapshot)] : [];
    }),
  );
  return {
    present: found.flat(),
    configured: repositories.map((repository) => ({
      kind: 'git' as const,
      slug: sourceSlugOf(repository),
      modulePrefix: '',
    })),
  };
}
