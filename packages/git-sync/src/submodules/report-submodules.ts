import { toDisplayText } from '../display-text.ts';
import { GitCommandFailure } from '../git/command-failure.ts';
import { fetchObjects } from '../git/fetch-objects.ts';
import { readHeaders } from '../git/read-objects.ts';
import { executeGit, type GitContext, runGit } from '../git/run-git.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import type { CheckedTree } from '../snapshot/entry.ts';

/** A repository within the repository. */
export interface SubmoduleReport {
  /** Relative to the root of the snapshot. */
  readonly path: string;
  /** The commit that it is pinned to. */
  readonly commit: string;
  /** As `.gitmodules` has it, absolute or relative; `undefined` if it has none, or one with credentials or of a kind that is not shown. */
  readonly url: string | undefined;
  /** Whether its files are in the snapshot. Otherwise it holds nothing in their place. */
  readonly followed: boolean;
}

/** A submodule as the tree and `.gitmodules` have it. Nothing of its URL has been checked. */
export interface FoundSubmodule {
  /** Relative to the root of the snapshot part. */
  readonly path: string;
  readonly commit: string;
  readonly url: string | undefined;
}

/** A `.gitmodules` larger than this is not read. */
const MAX_GITMODULES_BYTES = 256 * 1024;
const SHOWN_URL =
  /^(?:(?:https|ssh):\/\/(?:[a-z0-9_][\w.-]*@)?[a-z0-9][\w.:/~+-]*|[a-z0-9_][\w.-]*@[a-z0-9][\w.-]*:[\w./~+][\w./~+-]*|\.{1,2}\/[\w./~+-]*)$/i;

/** Where {@link findSubmodules} looks. */
export interface SubmoduleSource {
  readonly url: RepositoryUrl;
  readonly commit: string;
  /** Path within the repository that the tree was taken of; empty for the whole of it. */
  readonly path: string;
  readonly tree: CheckedTree;
}

/** Finds the submodules of a tree, and what `.gitmodules` says of them. */
export async function findSubmodules(context: GitContext, source: SubmoduleSource): Promise<FoundSubmodule[]> {
  const submodules = source.tree.entries.filter(({ kind }) => kind === 'submodule');
  if (submodules.length === 0) {
    return [];
  }
  const urls = await readUrls(context, source);
  return submodules.map(({ path, id }) => ({
    path,
    commit: id,
    url: urls.get(source.path === '' ? path : `${source.path}/${path}`),
  }));
}

/** A submodule as it is shown. What `.gitmodules` says is text of others. */
export function reportSubmodule({ path, commit, url }: FoundSubmodule, followed: boolean): SubmoduleReport {
  return { path, commit, url: url !== undefined && SHOWN_URL.test(url) ? toDisplayText(url) : undefined, followed };
}

async function readUrls(context: GitContext, source: SubmoduleSource): Promise<Map<string, string>> {
  const id = await findGitmodules(context, source.commit);
  if (id === undefined) {
    return new Map();
  }
  const [known] = await readHeaders(context, [id]);
  if (known === undefined) {
    await fetchObjects(context, source.url, [id]);
  }
  const [header] = await readHeaders(context, [id]);
  if (header?.type !== 'blob' || header.size > MAX_GITMODULES_BYTES) {
    return new Map();
  }
  try {
    // git reads its own format best. Files that it includes are not read.
    const output = await executeGit(context, { args: ['config', '--list', '-z', '--no-includes', '--blob', id] });
    return urlsByPath(output.toString('utf8'));
  } catch (error) {
    if (error instanceof GitCommandFailure) {
      return new Map(); // not in the format: there is nothing to report
    }
    throw error;
  }
}

async function findGitmodules(context: GitContext, commit: string): Promise<string | undefined> {
  const output = await runGit(context, { args: ['ls-tree', '-z', '--full-tree', commit, '--', '.gitmodules'] });
  return /^100(?:644|755) blob ([0-9a-f]+)\t/.exec(output.toString('latin1'))?.[1];
}

/** Reads `submodule.<name>.<key>\n<value>\0…`. */
function urlsByPath(output: string): Map<string, string> {
  const modules = new Map<string, { path?: string; url?: string }>();
  for (const setting of output.split('\0')) {
    const match = /^submodule\.([^\n]+)\.(path|url)\n([^]*)$/.exec(setting);
    const [, name = '', key = '', value = ''] = match ?? [];
    modules.set(name, { ...modules.get(name), [key]: value });
  }
  const urls = new Map<string, string>();
  for (const { path, url } of modules.values()) {
    if (path !== undefined && url !== undefined) {
      urls.set(path, url);
    }
  }
  return urls;
}
