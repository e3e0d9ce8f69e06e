import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FolderNotEmptyError } from './errors.ts';
import { assertRepositoryName } from './repository-name.ts';

/** Beside `src`, and beside the `dist` of the published package. */
const templateFolder = fileURLToPath(new URL('../template/', import.meta.url));

/** Files that npm would not pack under the name that they need. */
const renamedFiles: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** What a folder may hold and still count as empty: a repository that somebody has just made or cloned. */
const ignoredEntries = new Set(['.git']);

export interface ScaffoldOptions {
  /** Absolute path. Its last part is the name of the repository. */
  readonly folder: string;
  /** Version of the packages that the repository will use. */
  readonly version: string;
}

/**
 * Writes the files of a new repository of jobs into a folder, which is made when it is not there.
 * @throws {@link NameInvalidError} when the folder's name cannot be that of a package
 * @throws {@link FolderNotEmptyError} when something is in the folder; nothing is written then
 */
export async function scaffold({ folder, version }: ScaffoldOptions): Promise<void> {
  const name = basename(folder);
  assertRepositoryName(name);
  await assertEmpty(folder);
  for (const file of await listTemplate()) {
    const text = await readFile(join(templateFolder, file), 'utf8');
    const target = join(folder, dirname(file), renamedFiles[basename(file)] ?? basename(file));
    await mkdir(dirname(target), { recursive: true });
    // Whatever has been put there in the meantime stays.
    await writeFile(target, text.replaceAll('{{name}}', name).replaceAll('{{version}}', version), { flag: 'wx' });
  }
}

async function assertEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') {
      throw new FolderNotEmptyError(`${folder} is a file, or within one. Choose another name.`, { cause: error });
    }
    throw error;
  });
  const [first, ...more] = entries.filter((entry) => !ignoredEntries.has(entry));
  if (first === undefined) return;
  throw new FolderNotEmptyError(
    `The folder ${folder} is not empty: it holds ${first}${more.length > 0 ? ' and more' : ''}. Choose another one, or empty it.`,
  );
}

/** Paths of all files of the template, from its folder. */
async function listTemplate(): Promise<readonly string[]> {
  const entries = await readdir(templateFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(templateFolder, join(entry.parentPath, entry.name)));
}
