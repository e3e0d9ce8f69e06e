import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildFailure, type Plugin } from 'esbuild';
import { RuntimeBundleError } from '../../errors.ts';
import { moduleFile } from '../../module-file.ts';
import { findRefusedBuiltin, nodeBuiltinsPlugin } from './node-builtins-plugin.ts';
import type { RuntimeBundleOptions } from './runtime-bundle.ts';
import { builtInRuntimePackages, runtimePackageNames, type ModelPackage } from './runtime-packages.ts';

/** A bundle just built, and the files it was built from. */
export interface BuiltBundle {
  readonly code: string;
  /** Absolute paths. */
  readonly inputs: readonly string[];
}

const here = fileURLToPath(import.meta.url);
/** The server runs from TypeScript sources in this repository and from compiled files everywhere else. */
const runsFromSource = here.endsWith('.ts');
const ownSandboxEntry = fileURLToPath(moduleFile('../sandbox/entry', import.meta.url));
/** Takes the place of Node's global of that name, in the bundle only. */
const bufferStandIn = fileURLToPath(moduleFile('../sandbox/prelude/buffer', import.meta.url));
/** Its file cache imports `node:fs`; the isolate never uses it. */
const mikroOrmCore = /[\\/]node_modules[\\/]@mikro-orm[\\/]core[\\/]/;
const conditions = ['import', 'browser', ...(runsFromSource ? ['@jobwright/source'] : [])];

/**
 * Bundles sandbox, sdk, MikroORM core and model packages into one script.
 *
 * Identifiers keep their names: MikroORM reads the parameter names of entity constructors from their source, and
 * with V8's code cache the size of the text does not show in the start of an isolate.
 */
export async function buildRuntimeBundle({
  modelPackages,
  sandboxEntry = ownSandboxEntry,
}: Omit<RuntimeBundleOptions, 'cacheFolder'>): Promise<BuiltBundle> {
  const result = await build({
    stdin: {
      contents: entrySource(sandboxEntry, modelPackages),
      resolveDir: dirname(here),
      sourcefile: 'runtime-entry.js',
    },
    absWorkingDir: dirname(here),
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions,
    target: 'es2024',
    charset: 'utf8',
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    treeShaking: true,
    logLevel: 'silent',
    tsconfigRaw: {},
    inject: [bufferStandIn],
    plugins: [resolveFromPlugin(modelPackages), nodeBuiltinsPlugin({ stubFor: mikroOrmCore })],
  }).catch((error: unknown) => {
    throw asRuntimeBundleError(error);
  });
  const refused = findRefusedBuiltin(result.metafile);
  if (refused !== undefined) {
    const chain = refused.slice(1).join(' → ');
    throw new RuntimeBundleError(
      `A model package imports the Node built-in "${refused.at(-1)}", which isolates do not have: ${chain}. ` +
        "Move what needs it to a file that the package's `modelsFrom` entry does not import.",
    );
  }
  const [output] = result.outputFiles;
  if (output === undefined) throw new RuntimeBundleError('esbuild gave no output for the runtime bundle.');
  return { code: output.text, inputs: inputFiles(Object.keys(result.metafile.inputs)) };
}

/** The packages go to the sandbox as namespace objects, under the names that job modules import. */
function entrySource(sandboxEntry: string, modelPackages: readonly ModelPackage[]): string {
  const names = runtimePackageNames(modelPackages);
  const imports = names.map((name, index) => `import * as package${index} from ${JSON.stringify(name)};`);
  const entries = names.map((name, index) => `[${JSON.stringify(name)}, package${index}]`);
  const models = JSON.stringify(modelPackages.map((it) => it.name));
  // The sandbox comes first: its prelude has to run before anything else does.
  return [
    `import { boot } from ${JSON.stringify(sandboxEntry)};`,
    ...imports,
    `boot({ packages: new Map([${entries.join(', ')}]), modelPackages: ${models} });`,
  ].join('\n');
}

/** One copy of each runtime package: all of them, wherever they are imported, come from the place that names them first. */
function resolveFromPlugin(modelPackages: readonly ModelPackage[]): Plugin {
  const places = new Map<string, string>([
    ...builtInRuntimePackages.map((name) => [name, dirname(here)] as const),
    ...modelPackages.map((it) => [it.name, it.resolveFrom] as const),
  ]);
  return {
    name: 'one-copy',
    setup(build) {
      build.onResolve({ filter: /^[@\w]/ }, async ({ path, kind, pluginData }) => {
        const resolveDir = places.get(path);
        if (resolveDir === undefined || pluginData === 'resolving') return undefined;
        return await build.resolve(path, { resolveDir, kind, pluginData: 'resolving' });
      });
    },
  };
}

function inputFiles(names: readonly string[]): readonly string[] {
  // Names with a namespace, such as `node-stub:fs`, and the generated entry are no files.
  return names.map((name) => resolve(dirname(here), name)).filter((path) => existsSync(path));
}

function asRuntimeBundleError(error: unknown): RuntimeBundleError {
  const messages = (error as Partial<BuildFailure>).errors ?? [];
  if (messages.length === 0) return new RuntimeBundleError('The runtime bundle cannot be built.', { cause: error });
  const lines = messages.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`,
  );
  return new RuntimeBundleError(`The runtime bundle cannot be built:\n${lines.join('\n')}`);
}
