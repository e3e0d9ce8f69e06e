import type { FollowOptions, RepositoryStore } from '@jobwright/git-sync';
import type { GitSettings } from '../config/git-settings.ts';
import { fits } from '../config/job-access.ts';
import { sourceSlugOf } from '../modules/git-repositories/git-repository.entity.ts';
import type { PackageStore } from '../packages/package-store.ts';

/** How this server brings repositories here, and what they need. */
export interface RepositoryAccess {
  readonly store: RepositoryStore;
  readonly packages: PackageStore;
  readonly settings: Pick<GitSettings, 'follow' | 'install'>;
}

interface Named {
  readonly slug: string;
}

/** What is followed from a repository. */
export function followOf({ settings }: RepositoryAccess, repository: Named): FollowOptions {
  const { submodules, lfs } = settings.follow;
  return { submodules: names(submodules, repository), lfs: names(lfs, repository) };
}

/** Whether the packages of a repository's lock file are installed. */
export function installsPackages({ settings }: RepositoryAccess, repository: Named): boolean {
  return names(settings.install.repositories, repository);
}

function names(patterns: readonly string[], repository: Named): boolean {
  return patterns.some((pattern) => fits(pattern, sourceSlugOf(repository)));
}
