import { isDeepStrictEqual } from 'node:util';
import { LockFileInvalidError } from '../errors.ts';

/** A package as a lock file pins it. */
export interface LockedPackage {
  /** Where it belongs, below the project: `node_modules/a/node_modules/@scope/b`. */
  readonly path: string;
  readonly version: string;
  readonly tarballUrl: string;
  /** SHA-512 of the tarball, in Base64. */
  readonly sha512: string;
}

export interface ReadLockFileOptions {
  /** Text of `package.json`. */
  readonly manifest: string;
  /** Text of `package-lock.json`; undefined: there is none. */
  readonly lockFile: string | undefined;
  /** Where packages come from, and nothing else may. */
  readonly registry: string;
  /** Registries that it stands in for. */
  readonly replaces: readonly string[];
  readonly maxPackages: number;
}

type Fields = Readonly<Record<string, unknown>>;

const dependencyKeys = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;
const packageName = String.raw`(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*`;
const packagePath = new RegExp(`^node_modules/(?:${packageName}/node_modules/)*(${packageName})$`, 'i');
const sha512Form = /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)(?:\s|$|\?)/;

/**
 * Reads which packages a project needs to run, as `npm ci --omit=dev` would, from a lock file of npm 7 or newer.
 * Only archives of one registry, pinned by digest, are let through: no folders, links, git repositories or other hosts.
 *
 * @throws {@link LockFileInvalidError}
 */
export function readLockFile(options: ReadLockFileOptions): readonly LockedPackage[] {
  const manifest = parse(options.manifest, 'package.json');
  if (!hasDependencies(manifest)) return [];
  if (options.lockFile === undefined)
    throw new LockFileInvalidError(
      'package.json has dependencies, and there is no package-lock.json beside it. Run "npm install" there and commit it.',
    );
  const lock = parse(options.lockFile, 'package-lock.json');
  const entries = fieldsOf(lock['packages']);
  if (lock['lockfileVersion'] !== 2 && lock['lockfileVersion'] !== 3)
    throw new LockFileInvalidError(
      'package-lock.json is not of version 2 or 3. Write it anew with "npm install --package-lock-only" of npm 7 or newer.',
    );
  assertFits(manifest, entries);
  const needed = Object.entries(entries)
    .map(([path, entry]) => [path, fieldsOf(entry)] as const)
    .filter(([path, entry]) => path !== '' && isNeeded(entry));
  if (needed.length > options.maxPackages)
    throw new LockFileInvalidError(
      `package-lock.json needs ${needed.length} packages, more than ${options.maxPackages}. Use fewer, or ask the operator to raise "git.install.packages".`,
    );
  return needed.map(([path, entry]) => readEntry(path, entry, options)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function parse(text: string, name: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch (error) {
    throw new LockFileInvalidError(`${name} is not valid JSON.`, { cause: error });
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function hasDependencies(manifest: Fields): boolean {
  return [manifest['dependencies'], manifest['optionalDependencies']].some(
    (wanted) => Object.keys(fieldsOf(wanted)).length > 0,
  );
}

/** npm writes what package.json wants into the lock file: where the two differ, one of them was changed without the other. */
function assertFits(manifest: Fields, entries: Fields): void {
  const locked = fieldsOf(entries['']);
  const differing = dependencyKeys.find((key) => !isDeepStrictEqual(plain(manifest[key]), plain(locked[key])));
  const missing = Object.keys(fieldsOf(manifest['dependencies'])).find(
    (name) => entries[`node_modules/${name}`] === undefined,
  );
  if (differing === undefined && missing === undefined) return;
  const what = differing === undefined ? `it has no "${missing}"` : `their "${differing}" differ`;
  throw new LockFileInvalidError(
    `package-lock.json does not fit package.json: ${what}. Run "npm install" and commit package-lock.json.`,
  );
}

/** npm leaves out of `dependencies` what is among `optionalDependencies` as well. */
function plain(value: unknown): Fields {
  return { ...fieldsOf(value) };
}

/** What runs, here and elsewhere: not what only development needs, nor what is made for some operating systems. */
function isNeeded(entry: Fields): boolean {
  const isNative = ['os', 'cpu', 'libc'].some((key) => entry[key] !== undefined);
  const isBundled = entry['inBundle'] === true; // in the archive of the package that needs it
  return (
    entry['dev'] !== true && entry['devOptional'] !== true && !isBundled && !(isNative && entry['optional'] === true)
  );
}

function readEntry(path: string, entry: Fields, registries: Registries): LockedPackage {
  const name = packagePath.exec(path)?.[1];
  const { version, integrity, resolved, link } = entry;
  if (name === undefined || link === true || typeof version !== 'string')
    throw new LockFileInvalidError(
      `package-lock.json has "${shown(path)}", which is a folder or link and no package of the registry. Publish it, or keep it among the jobs.`,
    );
  const sha512 = typeof integrity === 'string' ? sha512Form.exec(integrity)?.[1] : undefined;
  if (sha512 === undefined)
    throw new LockFileInvalidError(
      `package-lock.json has no SHA-512 for "${name}". Write it anew with "npm install --package-lock-only".`,
    );
  return { path, version, sha512, tarballUrl: tarballUrlOf({ name, version, resolved }, registries) };
}

type Registries = Pick<ReadLockFileOptions, 'registry' | 'replaces'>;

function tarballUrlOf(
  { name, version, resolved }: { readonly name: string; readonly version: string; readonly resolved: unknown },
  { registry, replaces }: Registries,
): string {
  const base = folderUrl(registry);
  if (resolved === undefined) {
    const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
    return new URL(`${name}/-/${encodeURIComponent(file)}`, base).href;
  }
  const url = typeof resolved === 'string' && URL.canParse(resolved) ? new URL(resolved).href : '';
  const from = [base, ...replaces.map((other) => folderUrl(other))].find((known) => url.startsWith(known));
  if (from === undefined)
    throw new LockFileInvalidError(
      `package-lock.json takes "${name}" from somewhere else than the registry ${new URL(base).origin}. Only packages of the registry are installed.`,
    );
  return base + url.slice(from.length);
}

function folderUrl(registry: string): string {
  return new URL(registry.endsWith('/') ? registry : `${registry}/`).href;
}

function shown(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
