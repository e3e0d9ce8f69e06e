import { defineEntity, p } from '@mikro-orm/core';
import type { RepositoryCredentials } from '@jobwright/git-sync';
import { baseProperties } from '@jobwright/sdk';
import { JobResult } from '../job-results/job-result.entity.ts';

/** Why the last sync did not succeed. */
export interface SyncProblem {
  readonly code: string;
  readonly message: string;
}

/** A git repository that jobs come from. */
const GitRepositorySchema = defineEntity({
  name: 'GitRepository',
  tableName: 'extras_git_repository',
  properties: {
    ...baseProperties,
    name: p.string().length(100).unique(),
    /** Jobs of it are `git.<slug>/<module>/<Class>`: it never changes. */
    slug: p.string().length(100).unique(),
    remoteUrl: p.string().length(1000),
    /** Branch, tag or whole commit id; null: the branch that the remote shows first. */
    ref: p.string().length(250).nullable(),
    /** Folder with the jobs; empty: the root. */
    path: p.string().length(500).default(''),
    /** Says where secrets are, never what they are. */
    credentials: p.json<RepositoryCredentials>().nullable(),
    /** Variable of the server's environment with the secret that webhooks are signed with. */
    webhookSecretEnv: p.string().length(200).nullable(),
    /** Name of a stored secret that webhooks are signed with. */
    webhookSecret: p.string().length(100).nullable(),
    /** Null: synced when somebody asks for it. */
    syncIntervalS: p.integer().nullable(),
    provides: p.array().default(['jobs']),
    enabled: p.boolean().default(true),
    /** Commit that its jobs were last taken from. */
    currentCommit: p.string().length(64).nullable(),
    lastSyncRequested: p.datetime().nullable(),
    /** When a sync last succeeded. */
    lastSynced: p.datetime().nullable(),
    lastProblem: p.json<SyncProblem>().nullable(),
    lastResult: () => p.manyToOne(JobResult).nullable().ref().deleteRule('set null'),
  },
});

export class GitRepository extends GitRepositorySchema.class {}
GitRepositorySchema.setClass(GitRepository);

/** First part of the paths of a repository's jobs. */
export function sourceSlugOf({ slug }: { readonly slug: string }): string {
  return `git.${slug}`;
}
