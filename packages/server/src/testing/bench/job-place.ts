import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@jobwright/sdk';
import { isBelow } from '../../compile/source-boundary.ts';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { createLocalSource, createPluginSource } from '../../discovery/folder-source.ts';
import type { JobSource } from '../../discovery/job-source.ts';

/** Where a job module belongs: as on the platform whose configuration is nearest. */
export interface JobPlace {
  readonly source: JobSource;
  /** Path of the file below the folder of the source, with `/`. */
  readonly file: string;
}

const configNames = ['jobwright.config.ts', 'jobwright.config.js', 'jobwright.config.mjs'];

/**
 * The configuration in the folder of a file, or in the nearest one above it; undefined when there is none. The environment
 * counts for nothing: a test must not depend on it, and least of all meet a real database.
 */
export async function findConfig(file: string): Promise<Config | undefined> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (configNames.some((name) => existsSync(join(folder, name)))) return await loadConfig({ cwd: folder, env: {} });
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Finds the source of a module: the plugin whose folder of jobs it is in, or the `jobsRoot` of the configuration. A module
 * in neither is alone with its folder.
 * @param file absolute, free of links
 */
export async function placeJobModule(
  file: string,
  scope: { readonly plugins: readonly Plugin[]; readonly config: Config | undefined },
): Promise<JobPlace> {
  for (const plugin of scope.plugins) {
    const source = createPluginSource(plugin);
    const root = plugin.jobs && (await resolveFolder(fileURLToPath(plugin.jobs)));
    if (source !== undefined && root !== undefined && isBelow(file, root)) return { source, file: below(root, file) };
  }
  const jobsRoot = scope.config && (await resolveFolder(scope.config.jobsRoot));
  const root = jobsRoot !== undefined && isBelow(file, jobsRoot) ? jobsRoot : dirname(file);
  return { source: createLocalSource(root), file: below(root, file) };
}

async function resolveFolder(folder: string): Promise<string | undefined> {
  return await realpath(folder).catch(() => undefined);
}

function below(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
