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

/** Commits whose snapshots are in use. Repositories of the same address share what is here of it. */
export async function readCommitsInUse(
  pool: Pool,
  { remoteUrl }: Pick<RepositoryRow, 'remoteUrl'>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ commit: string }>(
    'select current_commit as commit from extras_git_repository where remote_url = $1 and current_commit is not null',
    [remoteUrl],
  );
  return rows.map(({ commit }) => commit);
}

/** Whether a repository has this address and these credentials. */
export async function isInUse(pool: Pool, { url, credentials }: RepositoryReference): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from extras_git_repository where remote_url = $1 and credentials is not distinct from $2::jsonb limit 1',
    [url, credentials === undefined ? null : JSON.stringify(credentials)],
  );
  return rowCount === 1;
}

/** What the store knows a repository by. */
export function referenceOf({
  remoteUrl,
  credentials,
}: {
  readonly remoteUrl: string;
  readonly credentials?: RepositoryCredentials | null;
}): RepositoryReference {
  return { url: remoteUrl, ...(credentials ? { credentials } : {}) };
}
