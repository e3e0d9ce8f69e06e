import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));
const packages = ['sdk', 'git-sync', 'web', 'server', 'inventory', 'testing', 'plugin-example', 'create-jobwright'];

/** Settings of vitest, and the server that it started for other tests. */
const { NODE_OPTIONS: _, VITEST: __, JOBWRIGHT_TEST_CLUSTER_URL: ___, ...environment } = process.env;

/** The environment of somebody who knows nothing of this repository, with whatever npm needs on this machine. */
export const userEnvironment: Readonly<Record<string, string | undefined>> = environment;

/**
 * Builds all packages, and packs them into a folder as they would be published.
 * @returns the tarballs
 */
export async function packPackages(folder: string): Promise<readonly string[]> {
  const turbo = join(repositoryRoot, 'node_modules/.bin/turbo');
  const filters = packages.map((name) => `--filter=./packages/${name}`);
  await run(turbo, ['run', 'build', '--output-logs=errors-only', ...filters], {
    cwd: repositoryRoot,
    env: userEnvironment,
  });
  const tarballs = packages.map((name) => join(folder, `${name}.tgz`));
  for (const [index, name] of packages.entries()) {
    await run('pnpm', ['pack', '--out', tarballs[index] ?? ''], {
      cwd: join(repositoryRoot, 'packages', name),
      env: userEnvironment,
    });
  }
  return tarballs;
}

/** Installs tarballs in a new folder, a project without any file but its package.json. */
export async function installInNewProject(project: string, tarballs: readonly string[]): Promise<void> {
  await mkdir(project);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
  await installTarballs(project, tarballs);
}

/** What `npm create` of a starter prints, in a folder, with a registry that has the starter and nothing else. */
export async function npmCreate(
  folder: string,
  { registry, args }: { readonly registry: string; readonly args: readonly string[] },
): Promise<string> {
  const { stdout } = await run('npm', ['create', '--yes', ...args], {
    cwd: folder,
    env: { ...userEnvironment, npm_config_registry: registry, npm_config_cache: join(folder, 'npm-cache') },
  });
  return stdout;
}

/** Installs what a project asks for with npm, and tarballs in the place of our packages. */
export async function installTarballs(project: string, tarballs: readonly string[]): Promise<void> {
  await run('npm', ['install', ...tarballs, '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: project,
    env: userEnvironment,
  });
}
