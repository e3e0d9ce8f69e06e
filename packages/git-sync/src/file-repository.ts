import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RepositoryNotFoundError, UrlNotAllowedError } from './errors.ts';

/** Where git looks for the repository when it is given a folder, in this order. */
const CANDIDATES = ['.git', ''] as const;
/** Files by which a repository takes objects or settings from another one. */
const LINKS_TO_OTHERS = ['.git', 'commondir', 'objects/info/alternates', 'objects/info/http-alternates'] as const;

/**
 * Finds the git folder behind a `file:` URL and makes sure that all of it lies below an allowed folder: a repository could otherwise
 * be a door to others on this machine, by a link, a `.git` file or a list of alternates.
 *
 * @returns the `file:` URL of the git folder itself, links resolved.
 */
export async function resolveFileRepository(url: string, roots: readonly string[]): Promise<string> {
  const folder = fromFileUrl(url);
  const allowed = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
  const isAllowed = (path: string): boolean =>
    allowed.some(
      (root) => root !== undefined && (path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)),
    );

  const realFolder = await realpath(folder).catch(() => undefined);
  if (realFolder === undefined || !isAllowed(realFolder)) {
    // The same answer for both, so that nobody can find out which folders exist.
    throw new UrlNotAllowedError(
      'The folder of the file: URL does not exist or is not below one of the allowed folders ("fileRoots").',
    );
  }
  const gitFolder = await findGitFolder(realFolder);
  for (const part of ['HEAD', 'objects', 'refs', 'objects/pack', 'packed-refs', 'config']) {
    const real = await realpath(join(gitFolder, part)).catch(() => undefined);
    if (real !== undefined && !isAllowed(real)) {
      throw new UrlNotAllowedError(
        `The repository's "${part}" is a link that leaves the allowed folders. Use a repository without such links.`,
      );
    }
  }
  for (const part of LINKS_TO_OTHERS) {
    if (await exists(join(gitFolder, part))) {
      throw new UrlNotAllowedError(`The repository takes parts of another one ("${part}"). Use a full clone of it.`);
    }
  }
  return pathToFileURL(gitFolder).href;
}

async function findGitFolder(folder: string): Promise<string> {
  for (const candidate of CANDIDATES) {
    const path = join(folder, candidate);
    const stats = await lstat(path).catch(() => undefined);
    if (stats !== undefined && candidate === '.git' && !stats.isDirectory()) {
      throw new UrlNotAllowedError(
        'The repository\'s ".git" is a file or link that names another folder. Give the URL of that one.',
      );
    }
    if (stats?.isDirectory() && (await exists(join(path, 'HEAD'))) && (await exists(join(path, 'objects')))) {
      return path;
    }
  }
  throw new RepositoryNotFoundError('There is no git repository in the folder of the file: URL.');
}

function fromFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new UrlNotAllowedError('The file: URL does not name a folder of this machine.', { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
