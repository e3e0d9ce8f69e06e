// Stamps: small files that say from which inputs a step was last done.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const ignoredFolders = new Set(['node_modules', 'dist', '.turbo']);

export async function readStamp(file) {
  return await readFile(file, 'utf8').catch(() => undefined);
}

/** Written under another name first: a stamp is there as a whole or not at all. */
export async function writeStamp(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
}

/** Digest of the contents of files. */
export async function digestContents(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted(byText)) hash.update(`${file}\0${await readFile(file, 'utf8')}\0`);
  return hash.digest('hex');
}

/** Digest of names, sizes and times of all files below folders; contents are not read. */
export async function digestTimes(folders) {
  const lines = (await Promise.all(folders.map((folder) => describeFolder(folder)))).flat();
  return createHash('sha256').update(lines.toSorted(byText).join('\n')).digest('hex');
}

async function describeFolder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ignoredFolders.has(entry.name) ? [] : await describeFolder(path);
      const { size, mtimeMs } = await stat(path);
      return [`${path} ${size} ${mtimeMs}`];
    }),
  );
  return lines.flat();
}

function byText(a, b) {
  return a < b ? -1 : Number(a > b);
}
