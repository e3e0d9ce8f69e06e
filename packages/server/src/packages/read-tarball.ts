import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';

/** A file of an archive. */
export interface TarballFile {
  /** Below the package's folder, with `/` between its parts. */
  readonly path: string;
  readonly content: Buffer;
}

const maxPathLength = 1000;
const regularFiles: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile']);

/**
 * Reads the files of an npm package: a gzipped tar archive. Links and devices are left out, as npm leaves them out; the
 * first folder of each path is the package's own, whatever its name. Of two files with one path the last one counts.
 *
 * @throws Error, with a reason for people, when it is malformed, too large, or has a path that leads out of the package
 */
export async function readTarball(archive: Buffer, maxBytes: number): Promise<readonly TarballFile[]> {
  // All of it is in memory, and no more than is allowed: the parser need not be bounded.
  const tar = await promisify(gunzip)(archive, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
    const isTooLarge = error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(isTooLarge ? `it unpacks to more than ${maxBytes} bytes` : 'it is not gzipped', { cause: error });
  });
  const files = new Map<string, TarballFile>();
  for (const file of await parse(tar)) files.set(file.path, file);
  return [...files.values()];
}

async function parse(tar: Buffer): Promise<readonly TarballFile[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Promise<TarballFile>[]>();
  const files: Promise<TarballFile>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      try {
        if (regularFiles.has(entry.type)) files.push(readFile(entry, checkPath(entry.path)));
        else entry.resume();
      } catch (error) {
        parser.abort(error as Error);
      }
    },
  });
  parser.on('error', (error: Error) => reject(error instanceof PathError ? error : malformed(error)));
  parser.on('end', () => resolve(files));
  parser.end(tar);
  return Promise.all(await promise);
}

async function readFile(entry: ReadEntry, path: string): Promise<TarballFile> {
  return { path, content: await entry.concat() };
}

class PathError extends Error {}

function malformed(cause: Error): Error {
  return new Error('it is cut off or malformed', { cause });
}

function checkPath(path: string): string {
  const [, ...parts] = path.replace(/^\.\//, '').split('/');
  const isPlain = (part: string): boolean => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part);
  if (
    path.startsWith('/') ||
    path.length > maxPathLength ||
    parts.length === 0 ||
    !parts.every((part) => isPlain(part))
  )
    throw new PathError('it has a file whose path leads out of the package');
  return parts.join('/');
}
