/** A file whose content is kept with Git LFS. */
export interface LfsPointer {
  readonly path: string;
  /** SHA-256 of the content. */
  readonly oid: string;
  /** Bytes of the content. */
  readonly size: number;
  /** Whether the snapshot holds the content. Otherwise it holds the pointer, a few lines of text. */
  readonly followed: boolean;
}

/** What a pointer says of the content. */
export type LfsObject = Pick<LfsPointer, 'oid' | 'size'>;

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: a pointer file is smaller than this. */
export const MAX_POINTER_BYTES = 1024;
const POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n/;

/** Reads a pointer file; `undefined` if the content is something else. */
export function parseLfsPointer(content: Buffer): LfsObject | undefined {
  const match = content.length < MAX_POINTER_BYTES ? POINTER.exec(content.toString('latin1')) : null;
  return match === null ? undefined : { oid: match[1] ?? '', size: Number(match[2]) };
}
