import { LimitExceededError } from '../errors.ts';
import type { SyncLimits } from '../limits.ts';
import { type GitContext, runGit } from './run-git.ts';

/** One entry of a tree as git has it. Nothing of it has been checked. */
export interface RawTreeEntry {
  /** Six octal digits. */
  readonly mode: string;
  readonly type: string;
  readonly id: string;
  /** Bytes: need not be UTF-8. */
  readonly path: Buffer;
}

const NUL = 0;
const TAB = 0x09;
/** Mode, type and id of an entry, with what stands between them. */
const ENTRY_OVERHEAD_BYTES = 96;

/**
 * Lists all entries below a tree, folders included.
 *
 * @throws {@link LimitExceededError} as soon as there are more than `limits.entries`: a few objects can describe a tree of billions of files.
 */
export async function readTree(context: GitContext, tree: string): Promise<RawTreeEntry[]> {
  const { limits } = context;
  const counter = new EntryCounter(limits);
  const output = await runGit(context, {
    args: ['ls-tree', '-r', '-t', '-z', '--full-tree', tree],
    maxOutputBytes: limits.entries * (limits.pathBytes + ENTRY_OVERHEAD_BYTES) + limits.pathBytes,
    onOutput: (chunk) => counter.count(chunk),
  });
  const entries: RawTreeEntry[] = [];
  for (let start = 0; start < output.length;) {
    const end = output.indexOf(NUL, start);
    const tab = output.indexOf(TAB, start);
    const [mode = '', type = '', id = ''] = output.toString('latin1', start, tab).split(' ');
    entries.push({ mode, type, id, path: output.subarray(tab + 1, end) });
    start = end + 1;
  }
  return entries;
}

class EntryCounter {
  readonly #limits: SyncLimits;
  #entries = 0;
  #pathBytes = 0;

  constructor(limits: SyncLimits) {
    this.#limits = limits;
  }

  count(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NUL); end !== -1; end = chunk.indexOf(NUL, start)) {
      this.#entries += 1;
      this.#pathBytes = 0;
      start = end + 1;
    }
    this.#pathBytes += chunk.length - start;
    const { entries, pathBytes } = this.#limits;
    if (this.#entries > entries) {
      throw new LimitExceededError(
        'entries',
        `The repository has more than ${entries} files and folders. Name a path in it, or ask the operator to raise "entries".`,
      );
    }
    if (this.#pathBytes > pathBytes + ENTRY_OVERHEAD_BYTES) {
      throw new LimitExceededError(
        'pathBytes',
        `The repository has a path of more than ${pathBytes} bytes. Shorten it, or ask the operator to raise "pathBytes".`,
      );
    }
  }
}
