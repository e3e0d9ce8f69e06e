import { isBuiltin } from 'node:module';
import type { Metafile, Plugin } from 'esbuild';
import { findImportChain } from './import-chain.ts';

export interface NodeBuiltinsOptions {
  /** Files that match get a stub instead of a refusal; its functions throw when they are called. */
  readonly stubFor?: RegExp;
  /** Whether a package may take the place of a built-in of the same name. @defaultValue any that is installed */
  readonly admits?: (file: string) => boolean;
}

const refused = 'node-refused';
const stubbed = 'node-stub';

/** Named imports of a stub are functions that refuse, whatever their name. */
const stubCode = `module.exports = Object.create(new Proxy({}, {
  get: (_, name) => () => { throw new Error('Node built-ins are not available in jobs: ' + String(name)); },
}));`;

/**
 * Lets imports of Node built-ins through, marked: {@link findRefusedBuiltin} finds them in the metafile, with the whole
 * chain of imports that leads to them. An error from here would know the last importer only.
 */
export function nodeBuiltinsPlugin({ stubFor, admits = () => true }: NodeBuiltinsOptions = {}): Plugin {
  return {
    name: 'node-builtins',
    setup(build) {
      build.onResolve(
        { filter: /^(?:node:)?[a-z_][a-z_/0-9]*$/ },
        async ({ path, importer, resolveDir, kind, pluginData }) => {
          if (!isBuiltin(path) || pluginData === 'resolving') return undefined;
          if (!path.startsWith('node:')) {
            // A package of the same name (`events`, `buffer`) that is installed takes its place.
            const installed = await build.resolve(path, { importer, resolveDir, kind, pluginData: 'resolving' });
            if (installed.errors.length === 0 && admits(installed.path)) return installed;
          }
          return { path, namespace: stubFor?.test(importer) === true ? stubbed : refused, sideEffects: false };
        },
      );
      build.onLoad({ filter: /.*/, namespace: refused }, () => ({ contents: stubCode, loader: 'js' }));
      build.onLoad({ filter: /.*/, namespace: stubbed }, () => ({ contents: stubCode, loader: 'js' }));
    },
  };
}

/** The chain of imports from the entry to a refused built-in, whose plain name comes last. */
export function findRefusedBuiltin(metafile: Metafile): readonly string[] | undefined {
  const chain = findImportChain(metafile, (input) => input.startsWith(`${refused}:`));
  return chain?.map((input) => input.replace(`${refused}:`, ''));
}
