import { hasUnprintable } from '../display-text.ts';
import { isObjectId } from '../object-id.ts';
import { RefNotFoundError } from '../errors.ts';
import type { RefQuery } from '../ref.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import { type GitContext, runGit } from './run-git.ts';

/** A branch or tag of a remote. */
export interface RemoteRef {
  /** Full name: `refs/heads/main`, `refs/tags/v1`. */
  readonly name: string;
  readonly kind: 'branch' | 'tag';
  /** The commit; of an annotated tag, the commit that it names. */
  readonly commit: string;
  /** True for the branch that the remote shows first. */
  readonly isDefault: boolean;
}

/** A ref as the remote has it now. */
export interface ResolvedRef {
  /** Full name, or the commit id where that was asked for. */
  readonly ref: string;
  readonly commit: string;
}

const MAX_LIST_BYTES = 32 * 1024 * 1024;

/** Lists the branches and tags of a remote, the default branch first, then by name. */
export async function listRemoteRefs(context: GitContext, url: RepositoryUrl): Promise<RemoteRef[]> {
  const output = await listRemote(context, url, ['HEAD', 'refs/heads/*', 'refs/tags/*']);
  const refs = [...output.commits]
    .filter(([name]) => /^refs\/(?:heads|tags)\//.test(name))
    .map(([name, commit]): RemoteRef => {
      const kind = name.startsWith('refs/heads/') ? 'branch' : 'tag';
      return { name, kind, commit, isDefault: name === output.defaultBranch };
    });
  return refs.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1));
}

/**
 * Asks the remote for the commit of a branch or tag.
 *
 * @throws {@link RefNotFoundError}
 */
export async function resolveRemoteRef(context: GitContext, url: RepositoryUrl, query: RefQuery): Promise<ResolvedRef> {
  if (query.kind === 'commit') {
    return { ref: query.commit, commit: query.commit };
  }
  const candidates = query.kind === 'default' ? ['HEAD'] : query.candidates;
  const { commits, defaultBranch } = await listRemote(
    context,
    url,
    candidates.flatMap((name) => [name, `${name}^{}`]),
  );
  for (const name of candidates) {
    const commit = commits.get(name);
    if (commit !== undefined) {
      return { ref: name === 'HEAD' ? (defaultBranch ?? 'HEAD') : name, commit };
    }
  }
  throw new RefNotFoundError(
    query.kind === 'default'
      ? 'The remote has no default branch: it is empty, or its HEAD names a branch that does not exist. Name a branch.'
      : `The remote has no ${query.candidates.map((name) => `"${name}"`).join(' and no ')}. Was the branch or tag renamed or removed?`,
  );
}

interface RemoteList {
  /** Commits by full name; annotated tags peeled. */
  readonly commits: ReadonlyMap<string, string>;
  readonly defaultBranch: string | undefined;
}

async function listRemote(context: GitContext, url: RepositoryUrl, patterns: readonly string[]): Promise<RemoteList> {
  const output = await runGit(context, {
    args: ['ls-remote', '--symref', '--', url.text, ...patterns],
    protocol: url.protocol,
    maxOutputBytes: MAX_LIST_BYTES,
  });
  const commits = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of output.toString('utf8').split('\n')) {
    const [value = '', name = ''] = line.split('\t');
    if (hasUnprintable(value) || hasUnprintable(name)) {
      continue; // git makes no such name: somebody wants it to be shown
    }
    if (value.startsWith('ref: ') && name === 'HEAD') {
      defaultBranch = value.slice('ref: '.length);
    } else if (isObjectId(value)) {
      // "<tag>^{}" follows "<tag>", and is what the tag names.
      commits.set(name.replace(/\^\{\}$/, ''), value);
    }
  }
  return { commits, defaultBranch };
}
