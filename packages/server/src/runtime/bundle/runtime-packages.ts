import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A package that the isolate offers to job modules beside the sdk and MikroORM: the models of a plugin. */
export interface ModelPackage {
  /** Specifier under which job modules import it, e.g. `@jobwright/inventory`. */
  readonly name: string;
  /** Absolute folder from which the specifier is resolved: that of the plugin, or of the configuration that names it. */
  readonly resolveFrom: string;
}

/** Packages that every runtime holds. */
export const builtInRuntimePackages = ['@jobwright/sdk', '@mikro-orm/core'] as const;

/** Names of all packages of a runtime with these model packages. */
export function runtimePackageNames(modelPackages: readonly ModelPackage[]): readonly string[] {
  return [...builtInRuntimePackages, ...modelPackages.map((modelPackage) => modelPackage.name)];
}

/** The model packages of plugins, each resolved from the place of its plugin. */
export function modelPackagesOf(
  plugins: readonly { readonly plugin: { readonly modelsFrom?: string }; readonly url: string }[],
): readonly ModelPackage[] {
  return plugins.flatMap(({ plugin: { modelsFrom }, url }) =>
    modelsFrom === undefined ? [] : [{ name: modelsFrom, resolveFrom: dirname(fileURLToPath(url)) }],
  );
}
