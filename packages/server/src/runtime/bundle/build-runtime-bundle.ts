import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildFailure, type Plugin } from 'esbuild';
import { RuntimeBundleError } from '../../errors.ts';
import { moduleFile } from '../../module-file.ts';
import { findRefusedBuiltin, nodeBuiltinsPlugin } from './node-builtins-plugin.ts';
import { builtInRuntimePackages, runtimePackageNames, type ModelPackage } from './runtime-packages.ts';

/** What a bundle is made of. */
export interface BuildOptions {
  readonly modelPackages: readonly ModelPackage[];
  /** File that exports `boot`. @defaultValue the sandbox of this server */
  readonly sandboxEntry?: string;
}

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
const sandboxData = fileURLToPath(moduleFile('../sandbox/orm/open-data', import.meta.url));
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
}: BuildOptions): Promise<BuiltBundle> {
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
    // One character beyond Latin-1 makes V8 keep two bytes for each.
    charset: 'ascii',
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
  return { code: withCheapNames(output.text), inputs: inputFiles(Object.keys(result.metafile.inputs)) };
}

/**
 * The packages go to the sandbox under the names that job modules import, each to be evaluated on first use: jobs without
 * models shall not wait for them.
 */
function entrySource(sandboxEntry: string, modelPackages: readonly ModelPackage[]): string {
  const names = runtimePackageNames(modelPackages).map((name) => JSON.stringify(name));
  const models = JSON.stringify(modelPackages.map((it) => it.name));
  // The sandbox comes first: its prelude has to run before anything else does.
  return [
    `import { boot } from ${JSON.stringify(sandboxEntry)};`,
    'boot({',
    // Plain objects: a namespace is an accessor and a function for each export.
    `  packages: new Map([${names.map((name) => `[${name}, () => ({ ...require(${name}) })]`).join(', ')}]),`,
    `  modelPackages: ${models},`,
    `  openData: (options) => require(${JSON.stringify(sandboxData)}).openData(options),`,
    '});',
  ].join('\n');
}

/** As esbuild writes it. */
const nameHelper = '__name=(target,value)=>__defProp(target,"name",{value,configurable:!0})';

/**
 * Spares functions a property of their own when they have that name already, or are arrow functions, which nobody asks for
 * theirs. Each such property makes V8 keep a dictionary for its function: a tenth of what an isolate begins with.
 */
function withCheapNames(code: string): string {
  const [start, rest] = code.split(nameHelper, 2);
  if (start === undefined || rest === undefined) return code;
  return `${start}__name=(target,value)=>target.name===value||!Object.hasOwn(target,"prototype")?target:__defProp(target,"name",{value,configurable:!0})${rest}`;
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
      build.onResolve({ filter: /^[@\w]/ }, async ({ path, pluginData }) => {
        const resolveDir = places.get(path);
        if (resolveDir === undefined || pluginData === 'resolving') return undefined;
        // Also what is required: a package may have other files for that.
        return await build.resolve(path, { resolveDir, kind: 'import-statement', pluginData: 'resolving' });
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
