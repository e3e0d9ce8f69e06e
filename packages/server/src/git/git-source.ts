import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '@jobwright/git-sync';
import type { Pool } from 'pg';
import type { JobSource, SourceName } from '../discovery/job-source.ts';
import { sourceSlugOf } from '../modules/git-repositories/git-repository.entity.ts';
import type { InstalledPackages } from '../packages/package-store.ts';
import { followOf, installsPackages, type RepositoryAccess } from './repository-access.ts';
import { readRepositories, referenceOf, type RepositoryRow } from './read-repositories.ts';

/** Files that change when other versions of npm packages are wanted. */
const manifests = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/** What the jobs of a repository are made of. */
export interface GitSourceFiles {
  readonly snapshot: Pick<Snapshot, 'snapshotPath' | 'commit'>;
  /** What was installed for them. */
  readonly installed?: InstalledPackages | undefined;
}

/** The jobs of a repository at one commit. */
export function createGitSource(
  { slug }: Pick<RepositoryRow, 'slug'>,
  { snapshot: { snapshotPath, commit }, installed }: GitSourceFiles,
): JobSource {
  return {
    kind: 'git',
    slug: sourceSlugOf({ slug }),
    modulePrefix: '',
    snapshot: async () => {
      const root = await realpath(snapshotPath);
      // Packages of the folders above are the server's, not the repository's.
      const own = [join(root, 'node_modules')].filter((folder) => existsSync(folder));
      return {
        root,
        packageFolders: [...own, ...(installed ? [join(installed.folder, 'node_modules')] : [])],
        packagePlaces: installed ? [{ folder: installed.folder }] : [],
        packageManifests: [
          ...manifests.map((name) => join(root, name)).filter((file) => existsSync(file)),
          ...(installed ? [installed.manifest] : []),
        ],
        gitCommit: commit,
      };
    },
  };
}

/** What discovery needs to know of the repositories. */
export interface GitSources {
  /** Those whose commit is on this machine, with what was installed for it. */
  readonly present: readonly JobSource[];
  /** All that are enabled, present or not: their modules stay. */
  readonly configured: readonly SourceName[];
}

export async function findGitSources(pool: Pool, access: RepositoryAccess): Promise<GitSources> {
  const repositories = (await readRepositories(pool)).filter(({ enabled }) => enabled);
  const found = await Promise.all(
    repositories.map(async (repository) => {
      if (repository.currentCommit === null) return [];
      const snapshot = await access.store.findSnapshot({
        ...referenceOf(repository),
        path: repository.path,
        commit: repository.currentCommit,
        follow: followOf(access, repository),
      });
      if (!snapshot) return [];
      const installed = installsPackages(access, repository)
        ? await access.packages.find(snapshot.snapshotPath).catch(() => 'absent' as const)
        : undefined;
      return installed === 'absent' ? [] : [createGitSource(repository, { snapshot, installed })];
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
