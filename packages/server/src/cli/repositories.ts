import { CommandUsageError } from '../errors.ts';
import type { RestClient } from './rest-client.ts';
import type { WirePage } from './run-wire.ts';

/** A git repository, as the REST API shows it. */
export interface WireRepository {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly remote_url: string;
  readonly ref: string | null;
  readonly path: string;
  readonly enabled: boolean;
  readonly current_commit: string | null;
  readonly last_synced: string | null;
  readonly last_problem: { readonly code: string; readonly message: string } | null;
  readonly last_result: { readonly id: string } | null;
}

const listPath = '/api/extras/git-repositories/';

export async function listRepositories(client: RestClient): Promise<readonly WireRepository[]> {
  return (await client.get<WirePage<WireRepository>>(`${listPath}?limit=0`)).results;
}

/** What `jobwright repo add` knows of a new repository. */
export interface NewRepository {
  readonly name: string;
  readonly slug?: string;
  readonly remote_url: string;
  readonly ref?: string;
  readonly path?: string;
  readonly sync_interval_s?: number;
  readonly credentials?: { readonly type: 'https-token'; readonly token: { readonly env: string } };
}

/** Adds a repository. @returns it, with the sync that this began */
export async function addRepository(client: RestClient, repository: NewRepository): Promise<WireRepository> {
  return await client.post<WireRepository>(listPath, repository);
}

/** Asks for a sync. @returns id of its job result */
export async function syncRepository(client: RestClient, slug: string): Promise<string> {
  const repositories = await listRepositories(client);
  const found = repositories.find((repository) => repository.slug === slug);
  if (!found) {
    const known = repositories.map((repository) => repository.slug).join(', ') || 'none';
    throw new CommandUsageError(`There is no git repository "${slug}". There are: ${known}.`);
  }
  const { job_result: result } = await client.post<{ readonly job_result: { readonly id: string } }>(
    `${listPath}${found.id}/sync/`,
    {},
  );
  return result.id;
}

/** How a repository stands, in a word or a sentence. */
export function stateOf({ enabled, last_problem: problem, current_commit: commit }: WireRepository): string {
  if (!enabled) return 'disabled';
  if (problem) return problem.message;
  return commit === null ? 'not synced yet' : 'in sync';
}
