import { CorruptObjectsError } from '../errors.ts';
import { type GitContext, runGit } from './run-git.ts';

/** What is known of an object without reading it. */
export interface ObjectHeader {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

/** An object with its content. */
export interface GitObject extends ObjectHeader {
  readonly content: Buffer;
}

const LINE_FEED = 0x0a;
/** What `cat-file` writes around each object, at most. */
const OVERHEAD_BYTES = 128;

/**
 * Looks up objects by name (`<id>`, or `<commit>:<path>`), in the order of the names.
 *
 * @returns `undefined` for those that are not in the cache.
 */
export async function readHeaders(
  context: GitContext,
  names: readonly string[],
): Promise<(ObjectHeader | undefined)[]> {
  if (names.length === 0) {
    return [];
  }
  const output = await runGit(context, {
    args: ['cat-file', '--batch-check'],
    input: `${names.join('\n')}\n`,
    maxOutputBytes: names.reduce((sum, name) => sum + Buffer.byteLength(name) + OVERHEAD_BYTES, 0),
  });
  const lines = output.toString('utf8').split('\n').slice(0, names.length);
  return lines.map((line) => parseHeader(line));
}

/**
 * Reads objects whose sizes are known, in the order of the list. The sizes bound the memory that this takes.
 *
 * @throws {@link CorruptObjectsError} when an object is missing, or is not as large as it said.
 */
export async function readObjects(context: GitContext, headers: readonly ObjectHeader[]): Promise<GitObject[]> {
  if (headers.length === 0) {
    return [];
  }
  const output = await runGit(context, {
    args: ['cat-file', '--batch'],
    input: `${headers.map(({ id }) => id).join('\n')}\n`,
    maxOutputBytes: headers.reduce((sum, { size }) => sum + size + OVERHEAD_BYTES, 0),
  });
  let offset = 0;
  return headers.map((expected) => {
    const end = output.indexOf(LINE_FEED, offset);
    const found = parseHeader(output.toString('latin1', offset, end === -1 ? offset : end));
    if (found === undefined || found.id !== expected.id || found.size !== expected.size) {
      throw new CorruptObjectsError(`The object ${expected.id} cannot be read.`);
    }
    const start = end + 1;
    offset = start + found.size + 1;
    return { ...found, content: output.subarray(start, start + found.size) };
  });
}

function parseHeader(line: string): ObjectHeader | undefined {
  const match = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) (\d+)$/.exec(line);
  return match === null ? undefined : { id: match[1] ?? '', type: match[2] ?? '', size: Number(match[3]) };
}
