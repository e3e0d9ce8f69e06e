import { toDisplayText } from '../display-text.ts';
import { CorruptObjectsError, LimitExceededError, NotACommitError, PathNotFoundError } from '../errors.ts';
import { readHeaders, readObjects } from './read-objects.ts';
import type { GitContext } from './run-git.ts';

/** What a commit says of itself. Written by others: made printable and cut to size, but not true for that reason. */
export interface CommitInfo {
  readonly authorName: string;
  readonly authorEmail: string;
  /** When the author wrote it, ISO 8601 in UTC. */
  readonly date: string;
  /** First line of the message. */
  readonly subject: string;
}

const MAX_COMMIT_BYTES = 1024 * 1024;

/**
 * Reads a commit from the cache, and finds the folder at a path in it.
 *
 * @throws {@link NotACommitError} and {@link PathNotFoundError}
 */
export async function readCommit(
  context: GitContext,
  commit: string,
  path: string,
): Promise<{ readonly commitInfo: CommitInfo; readonly treeId: string }> {
  const root = path === '' ? `${commit}^{tree}` : `${commit}:${path}`;
  const [header, tree] = await readHeaders(context, [commit, root]);
  if (header === undefined) {
    throw new CorruptObjectsError(`The commit ${commit} was fetched, but is not in the cache.`);
  }
  if (header.type !== 'commit') {
    throw new NotACommitError(
      `${commit} is a ${header.type}, not a commit. Name a branch, a tag of a commit, or a commit.`,
    );
  }
  if (header.size > MAX_COMMIT_BYTES) {
    throw new LimitExceededError('memory', `The message of the commit is larger than ${MAX_COMMIT_BYTES} bytes.`);
  }
  if (tree?.type !== 'tree') {
    throw new PathNotFoundError(`The commit ${commit} has no folder "${path}".`);
  }
  const [object] = await readObjects(context, [header]);
  return { commitInfo: parseCommit(object?.content ?? Buffer.alloc(0)), treeId: tree.id };
}

/** Reads the text of a commit object. */
export function parseCommit(content: Buffer): CommitInfo {
  const text = decode(content);
  const endOfHeaders = text.indexOf('\n\n');
  const headers = endOfHeaders === -1 ? text : text.slice(0, endOfHeaders);
  const message = endOfHeaders === -1 ? '' : text.slice(endOfHeaders + 2);
  const author = /^author (?<name>.*?) ?<(?<email>[^>\n]*)> (?<seconds>-?\d+)/m.exec(headers)?.groups ?? {};
  const date = new Date(Number(author['seconds'] ?? 0) * 1000);
  return {
    authorName: toDisplayText(author['name'] ?? ''),
    authorEmail: toDisplayText(author['email'] ?? ''),
    date: (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString(),
    subject: toDisplayText(message.trimStart().split('\n', 1)[0] ?? '', 500),
  };
}

function decode(content: Buffer): string {
  const text = content.toString('utf8');
  const encoding = /^encoding (\S+)$/m.exec(text.slice(0, text.indexOf('\n\n')))?.[1];
  if (encoding === undefined) {
    return text;
  }
  try {
    return new TextDecoder(encoding).decode(content);
  } catch {
    return text; // an encoding that nobody knows
  }
}
