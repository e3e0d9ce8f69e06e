/** A file whose content is kept with Git LFS. The snapshot holds the pointer, a few lines of text. */
export interface LfsPointer {
  readonly path: string;
  /** SHA-256 of the content. */
  readonly oid: string;
  /** Bytes of the content. */
  readonly size: number;
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: a pointer file is smaller than this. */
const MAX_POINTER_BYTES = 1024;
const POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n/;

/** Reads a pointer file; `undefined` if the content is something else. */
export function parseLfsPointer(path: string, content: Buffer): LfsPointer | undefined {
  const match = content.length < MAX_POINTER_BYTES ? POINTER.exec(content.toString('latin1')) : null;
  return match === null ? undefined : { path, oid: match[1] ?? '', size: Number(match[2]) };
}
