import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import type { PackagePlace, SharedPackage } from '../compile/compile-protocol.ts';
import { ConfigInvalidError } from '../errors.ts';

/** Packages installed beside the configuration that jobs of every source may bundle, as they bundle those beside themselves. */
export const JobPackagesSchema = Type.Array(
  Type.String({ pattern: '^(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*$', maxLength: 214 }),
  { default: [] },
);

/** Where the packages of `jobPackages` are, and what changes with their versions. */
export interface SharedPackages {
  readonly place: PackagePlace;
  readonly manifests: readonly string[];
}

const lockFiles = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];

/**
 * Finds the packages that the configuration opens to jobs. Undefined when it opens none.
 * @throws {@link ConfigInvalidError} for those that are not installed
 */
export function findSharedPackages(rootDir: string, names: readonly string[]): SharedPackages | undefined {
  if (names.length === 0) return undefined;
  const found = names.map((name) => [name, findPackage(rootDir, name)] as const);
  const problems = found.flatMap(([name, folder]) =>
    folder === undefined
      ? [`jobPackages: the package "${name}" is not found from ${rootDir}. Install it there, or remove it.`]
      : [],
  );
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  const only = found.flatMap(([name, folder]): SharedPackage[] => (folder === undefined ? [] : [{ name, folder }]));
  return {
    place: { folder: realpathSync(rootDir), only },
    manifests: [
      ...only.map(({ folder }) => join(folder, 'package.json')),
      // What they need themselves changes with these.
      ...foldersFrom(rootDir)
        .flatMap((folder) => lockFiles.map((name) => join(folder, name)))
        .filter((file) => existsSync(file)),
    ],
  };
}

function findPackage(rootDir: string, name: string): string | undefined {
  for (const folder of foldersFrom(rootDir)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
  }
  return undefined;
}

/** A folder and all above it. */
function foldersFrom(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersFrom(above)];
}
