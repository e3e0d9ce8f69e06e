import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstallSettings } from '../config/git-settings.ts';
import { PackageInstallError } from '../errors.ts';
import { fetchTarball } from './fetch-tarball.ts';
import { readLockFile, type LockedPackage } from './lock-file.ts';
import { readTarball } from './read-tarball.ts';

/** The packages of a lock file, on disk: a folder that is written once, never changed, and removed as a whole. */
export interface InstalledPackages {
  /** Has a `node_modules`. Absolute, free of links. */
  readonly folder: string;
  /** A file that is another one when other packages are installed. */
  readonly manifest: string;
  readonly packages: number;
  /** Whether they were here already. */
  readonly isNew: boolean;
}

/** Of another way to unpack, the folders must have other names. */
const layoutVersion = 1;
const manifestName = 'packages.json';
const incomingPrefix = '.incoming-';
/** Archives that are fetched at the same time; each is in memory as a whole until it is written. */
const parallelDownloads = 6;
const maxArchiveBytes = 32 * 1024 * 1024;
/** What nobody has used for so long is removed; what is needed again is installed again. */
const unusedMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Installs what lock files of repositories pin, as `npm ci --omit=dev --ignore-scripts` would. It only fetches archives
 * from the registry, compares their digests, and writes their files: nothing of a package, and no npm, is ever run.
 */
export class PackageStore {
  readonly #directory: string;
  readonly #settings: InstallSettings;
  readonly #running = new Map<string, Promise<unknown>>();

  /** @param directory - made when it is needed */
  constructor(directory: string, settings: InstallSettings) {
    this.#directory = directory;
    this.#settings = settings;
  }

  /**
   * Makes sure that the packages of a project are here. Undefined when it needs none.
   * @throws `LockFileInvalidError` and {@link PackageInstallError}; nothing of a failed installation stays
   */
  async install(project: string, signal: AbortSignal): Promise<InstalledPackages | undefined> {
    const locked = await this.#readLocked(project);
    if (locked.length === 0) return undefined;
    const folder = this.#folderOf(locked);
    // One after the other: whoever comes second finds them here, or tries for himself.
    const before = this.#running.get(folder) ?? Promise.resolve();
    const turn = before.then(
      async () => (await readInstalled(folder, locked)) ?? (await this.#download(folder, locked, signal)),
    );
    const settled = turn.catch(() => undefined);
    this.#running.set(folder, settled);
    try {
      return await turn;
    } finally {
      if (this.#running.get(folder) === settled) this.#running.delete(folder);
    }
  }

  /** The packages of a project as they were installed. Undefined when it needs none; `'absent'` when they are not here. */
  async find(project: string): Promise<InstalledPackages | 'absent' | undefined> {
    const locked = await this.#readLocked(project);
    if (locked.length === 0) return undefined;
    return (await readInstalled(this.#folderOf(locked), locked)) ?? 'absent';
  }

  /** Removes what was not used for a week, and what was left by a process that ended in the middle. */
  async prune(now = Date.now()): Promise<void> {
    for (const name of await readdir(this.#directory).catch(() => [])) {
      const folder = join(this.#directory, name);
      const used = await stat(name.startsWith(incomingPrefix) ? folder : join(folder, manifestName)).catch(
        () => undefined,
      );
      if (used !== undefined && now - used.mtimeMs > unusedMs) await removeFolder(folder);
    }
  }

  async #readLocked(project: string): Promise<readonly LockedPackage[]> {
    const manifest = await readText(join(project, 'package.json'));
    if (manifest === undefined) return [];
    const lockFile = await readText(join(project, 'package-lock.json'));
    const { registry, replaces, packages } = this.#settings;
    if (registry === undefined)
      throw new PackageInstallError('The configuration names no registry ("git.install.registry").');
    return readLockFile({ manifest, lockFile, registry, replaces, maxPackages: packages });
  }

  /** Named by what is in it: repositories with the same packages share them. */
  #folderOf(locked: readonly LockedPackage[]): string {
    const content = JSON.stringify([layoutVersion, locked.map(({ path, sha512 }) => [path, sha512])]);
    return join(this.#directory, createHash('sha256').update(content).digest('hex').slice(0, 32));
  }

  async #download(folder: string, locked: readonly LockedPackage[], signal: AbortSignal): Promise<InstalledPackages> {
    const incoming = join(this.#directory, `${incomingPrefix}${randomUUID()}`);
    const { timeoutMs } = this.#settings;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      await this.#unpackAll(incoming, locked, bounded);
      await writeFile(join(incoming, manifestName), manifestOf(locked));
      await makeReadOnly(incoming);
      await rename(incoming, folder).catch(async (error: unknown) => {
        // Another process was faster.
        if ((await readInstalled(folder, locked)) === undefined) throw error;
        await removeFolder(incoming);
      });
    } catch (error) {
      await removeFolder(incoming);
      signal.throwIfAborted();
      if (bounded.aborted)
        throw new PackageInstallError(
          `Installing the packages took longer than ${timeoutMs} ms. Try again, or ask the operator to raise "git.install.timeoutMs".`,
          { cause: error },
        );
      throw error;
    }
    const installed = await readInstalled(folder, locked);
    if (installed === undefined) throw new PackageInstallError('The installed packages are gone again. Sync again.');
    return { ...installed, isNew: true };
  }

  /** Archives are fetched side by side, and written one after the other: what they take in all is known at each moment. */
  async #unpackAll(folder: string, locked: readonly LockedPackage[], signal: AbortSignal): Promise<void> {
    const limits = { bytes: this.#settings.bytes, files: this.#settings.files };
    const left = { ...limits };
    for (let start = 0; start < locked.length; start += parallelDownloads) {
      const batch = locked.slice(start, start + parallelDownloads);
      const archives = await Promise.all(
        batch.map((item) => fetchTarball(item, { signal, maxBytes: Math.min(left.bytes, maxArchiveBytes) })),
      );
      for (const [index, { path }] of batch.entries()) {
        const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        const files = await readTarball(archives[index] ?? Buffer.alloc(0), left.bytes).catch((error: unknown) => {
          throw new PackageInstallError(`The package "${name}" cannot be unpacked: ${(error as Error).message}.`, {
            cause: error,
          });
        });
        left.files -= files.length;
        left.bytes -= files.reduce((sum, { content }) => sum + content.length, 0);
        if (left.files < 0 || left.bytes < 0)
          throw new PackageInstallError(
            `The packages have more than ${limits.files} files or ${limits.bytes} bytes. Use fewer, or ask the operator to raise "git.install".`,
          );
        for (const file of files) await writeNew(join(folder, path, file.path), file.content, name);
        signal.throwIfAborted();
      }
    }
  }
}

async function writeNew(file: string, content: Buffer, name: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(code)) throw error;
    throw new PackageInstallError(`The package "${name}" has two files in one place (${code}).`, { cause: error });
  }
}

/** Also says that they were used. */
async function readInstalled(folder: string, locked: readonly LockedPackage[]): Promise<InstalledPackages | undefined> {
  const manifest = join(folder, manifestName);
  if ((await readText(manifest)) !== manifestOf(locked)) return undefined;
  const now = new Date();
  await utimes(manifest, now, now).catch(() => undefined);
  const real = await realpath(folder);
  return { folder: real, manifest: join(real, manifestName), packages: locked.length, isNew: false };
}

function manifestOf(locked: readonly LockedPackage[]): string {
  return JSON.stringify(locked.map(({ path, version, sha512 }) => ({ path, version, sha512 })));
}

async function readText(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
    throw error;
  });
}

async function makeReadOnly(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) {
      await chmod(path, 0o444);
      continue;
    }
    await makeReadOnly(path);
    await chmod(path, 0o555);
  }
}

async function removeFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
  await rm(folder, { recursive: true, force: true });
}
