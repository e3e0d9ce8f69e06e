import { CredentialsInvalidError, type RepositoryCredentials } from '@jobwright/git-sync';
import type { Pool } from 'pg';
import { SecretUnreadableError } from '../errors.ts';
import { sourceSlugOf } from '../modules/git-repositories/git-repository.entity.ts';
import type { SecretBox } from '../modules/secrets/secret-box.ts';
import type { RepositoryRow } from './read-repositories.ts';

/** Gives the store the values of stored secrets, by their names. */
export function createSecretReader(pool: Pool, secretBox: SecretBox): (name: string) => Promise<string | undefined> {
  return async (name) => {
    const { rows } = await pool.query<{ id: string; sealed: Uint8Array }>(
      'select id, sealed_value as sealed from extras_secret where name = $1',
      [name],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    try {
      return secretBox.open(row.sealed, row.id);
    } catch (error) {
      if (error instanceof SecretUnreadableError) return undefined;
      throw error;
    }
  };
}

/**
 * Makes sure that a repository's credentials name only secrets that are open to it: whoever may add a repository must not
 * send other people's secrets to a host of his own. The list `jobs` of a secret names repositories as it names jobs.
 *
 * @throws {@link CredentialsInvalidError} also for a secret that does not exist: nobody shall learn which ones do
 */
export async function assertSecretsOpen(
  pool: Pool,
  repository: Pick<RepositoryRow, 'slug' | 'credentials'>,
): Promise<void> {
  const names = secretNamesOf(repository.credentials);
  if (names.length === 0) return;
  const source = sourceSlugOf(repository);
  const open = await findOpen(pool, source, names);
  const closed = names.find((name) => !open.has(name));
  if (closed !== undefined)
    throw new CredentialsInvalidError(
      `There is no secret "${closed}" that is open to this repository. Store it, and add "${source}" to its "jobs".`,
    );
}

/** The value of a stored secret that is open to a repository. Undefined for any other. */
export async function readOpenSecret(
  { pool, secretBox }: { readonly pool: Pool; readonly secretBox: SecretBox },
  repository: Pick<RepositoryRow, 'slug'>,
  name: string,
): Promise<string | undefined> {
  const open = await findOpen(pool, sourceSlugOf(repository), [name]);
  return open.has(name) ? await createSecretReader(pool, secretBox)(name) : undefined;
}

/** Which of these secrets are open to a source. */
async function findOpen(pool: Pool, source: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from extras_secret where name = any($1) and exists (
       select from unnest(jobs) as pattern
       where pattern = $2 or (right(pattern, 1) = '*' and starts_with($2, left(pattern, -1))))`,
    [names, source],
  );
  return new Set(rows.map((row) => row.name));
}

function secretNamesOf(credentials: RepositoryCredentials | null): readonly string[] {
  if (credentials === null) return [];
  const references =
    credentials.type === 'https-token' ? [credentials.token] : [credentials.privateKey, credentials.knownHosts];
  return references.flatMap((reference) => ('secret' in reference ? [reference.secret] : []));
}
