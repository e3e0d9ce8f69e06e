import type { RepositoryCredentials, RepositoryReference } from '@jobwright/git-sync';
import type { Pool } from 'pg';

/** A repository as a sync needs it. */
export interface RepositoryRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly remoteUrl: string;
  readonly ref: string | null;
  readonly path: string;
  readonly credentials: RepositoryCredentials | null;
  readonly enabled: boolean;
  readonly currentCommit: string | null;
}

const columns = `id, slug, name, remote_url as "remoteUrl", ref, path, credentials, enabled, current_commit as "currentCommit"`;

export async function readRepositories(pool: Pool): Promise<readonly RepositoryRow[]> {
  const { rows } = await pool.query<RepositoryRow>(`select ${columns} from extras_git_repository order by slug`);
  return rows;
}

export async function readRepository(pool: Pool, id: string): Promise<RepositoryRow | undefined> {
  const { rows } = await pool.query<RepositoryRow>(`select ${columns} from extras_git_repository where id = $1`, [id]);
  return rows[0];
}

/** What the store knows a repository by. */
export function referenceOf({
  remoteUrl,
  credentials,
}: Pick<RepositoryRow, 'remoteUrl' | 'credentials'>): RepositoryReference {
  return { url: remoteUrl, ...(credentials ? { credentials } : {}) };
}
