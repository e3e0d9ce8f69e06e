import { ModuleUnavailableError } from './errors.ts';
import type { Exports, RuntimePackages } from './runtime-packages.ts';

/** A job module's bundle, as the host evaluates it. */
export type ModuleFactory = (
  module: { exports: Exports },
  exports: Exports,
  require: (name: string) => Exports,
) => void;

/** The job module of this isolate. */
export interface JobModule {
  /** Evaluates the module. What it throws is kept, and thrown by each use. */
  load(factory: ModuleFactory): void;
  /** What the module exports. */
  readonly exports: Exports;
}

let isLoading = false;

/** Whether the top level of a job module is being evaluated at the moment. */
export function isModuleLoading(): boolean {
  return isLoading;
}

export function createJobModule(packages: RuntimePackages): JobModule {
  let state: { readonly exports: Exports } | { readonly error: unknown } = {
    error: new Error('The module has not been loaded.'),
  };
  const require = (specifier: string): Exports => {
    const found = packages.find(specifier);
    if (found === undefined) throw new ModuleUnavailableError(specifier, packages.names);
    return found;
  };
  return {
    load(factory) {
      const module = { exports: {} as Exports };
      isLoading = true;
      try {
        factory(module, module.exports, require);
        state = { exports: module.exports };
      } catch (error) {
        state = { error };
      } finally {
        isLoading = false;
      }
    },
    get exports() {
      if ('error' in state) throw state.error;
      return state.exports;
    },
  };
}
