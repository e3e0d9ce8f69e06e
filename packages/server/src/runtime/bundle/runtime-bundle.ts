import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildOptions } from './build-runtime-bundle.ts';
import { buildInProcess } from './build-in-process.ts';
import { bundleCacheKey, type CachedBundle, readCachedBundle, writeCachedBundle } from './bundle-cache.ts';
import { runtimePackageNames } from './runtime-packages.ts';

export interface RuntimeBundleOptions extends BuildOptions {
  /** Folder for built bundles, kept between starts. Made when it does not exist. */
  readonly cacheFolder: string;
}

/** The code that every isolate starts with: sandbox, sdk, MikroORM and the configured models as one script. */
export interface RuntimeBundle extends CachedBundle {
  /** Names that `require` serves inside the isolate, and so the externals of every job bundle. */
  readonly packages: readonly string[];
}

/**
 * Gives the runtime bundle of a configuration: from the cache when none of its source files changed, else built.
 *
 * @throws {@link RuntimeBundleError} when a model package cannot be bundled for the isolate
 */
export async function loadRuntimeBundle(options: RuntimeBundleOptions): Promise<RuntimeBundle> {
  const packages = runtimePackageNames(options.modelPackages);
  await mkdir(options.cacheFolder, { recursive: true });
  const recordFile = join(options.cacheFolder, `${bundleCacheKey(options)}.json`);
  const cached = await readCachedBundle(recordFile);
  if (cached !== undefined) return { ...cached, packages };
  const { cacheFolder: _cacheFolder, ...request } = options;
  return { ...(await writeCachedBundle(recordFile, await buildInProcess(request))), packages };
}
