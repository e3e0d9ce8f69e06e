import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@jobwright/sdk';
import type { ModelPackage } from '../../../runtime/bundle/runtime-packages.ts';

/** What a model package exports, by name: what job modules can import from it. */
export interface PackageExports {
  /** Specifier under which job modules import it. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Loads model packages as the platform's isolates see them. They are the modules that the plugins themselves are made
 * of, so nothing runs that has not run when the plugins were loaded.
 */
export async function loadPackageExports(packages: readonly ModelPackage[]): Promise<readonly PackageExports[]> {
  return await Promise.all(
    packages.map(async ({ name, resolveFrom }) => {
      const file = createRequire(join(resolveFrom, 'plugin.js')).resolve(name);
      return { name, values: { ...((await import(pathToFileURL(file).href)) as Record<string, unknown>) } };
    }),
  );
}

/** What can be said of the packages of plugins by their definitions alone: that they export the classes of their models. */
export function exportsOfModels(plugins: readonly Plugin[]): readonly PackageExports[] {
  return plugins.flatMap(({ modelsFrom, models }) => {
    const values = Object.fromEntries(models.map(({ entity }) => [entity.name, entity]));
    return modelsFrom === undefined ? [] : [{ name: modelsFrom, values }];
  });
}
