import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One of these marks the folder of a whole project: nothing above it belongs to the jobs. */
const projectMarkers = ['pnpm-workspace.yaml', 'pnpm-lock.yaml', 'package-lock.json', 'yarn.lock', 'bun.lock', '.git'];

export interface PackagePlaces {
  /** Existing `node_modules` folders from the root upwards, free of links. */
  readonly packageFolders: readonly string[];
  /** Files that change when other versions of packages are installed. */
  readonly packageManifests: readonly string[];
}

/**
 * Finds the npm packages that belong to a folder of jobs: its own `node_modules` and those of its parents, up to the
 * folder of the project. A folder that is in no project has at most its own.
 */
export async function findPackagePlaces(root: string): Promise<PackagePlaces> {
  const folders = ownProject(root);
  const packageFolders = folders.map((folder) => join(folder, 'node_modules')).filter((folder) => existsSync(folder));
  const manifests = folders.flatMap((folder) => [
    join(folder, 'package.json'),
    ...projectMarkers.map((name) => join(folder, name)),
  ]);
  return {
    packageFolders: await Promise.all(packageFolders.map((folder) => realpath(folder))),
    packageManifests: manifests.filter((file) => existsSync(file) && !file.endsWith('.git')),
  };
}

function ownProject(root: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    folders.push(folder);
    if (projectMarkers.some((marker) => existsSync(join(folder, marker)))) return folders;
    if (dirname(folder) === folder) break;
  }
  const last = folders.findIndex((folder) => existsSync(join(folder, 'package.json')));
  return folders.slice(0, Math.max(last, 0) + 1);
}
