import { realpath } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@jobwright/sdk';
import type { JobSource, SourceSnapshot } from './job-source.ts';
import { findPackagePlaces } from './package-folders.ts';

/** The source `local`: job modules in a folder of this machine (`JOBS_ROOT`). */
export function createLocalSource(jobsRoot: string): JobSource {
  return { kind: 'local', slug: 'local', modulePrefix: '', snapshot: () => snapshotOf(jobsRoot) };
}

/** The job modules that an installed plugin brings along. Undefined when it has none. */
export function createPluginSource(plugin: Plugin): JobSource | undefined {
  if (plugin.jobs === undefined) return undefined;
  const folder = fileURLToPath(plugin.jobs);
  return {
    kind: 'plugin',
    slug: 'plugin',
    modulePrefix: `${plugin.name}.jobs.`,
    snapshot: () => snapshotOf(folder),
  };
}

async function snapshotOf(folder: string): Promise<SourceSnapshot | undefined> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return undefined;
  return { root, ...(await findPackagePlaces(root)) };
}
