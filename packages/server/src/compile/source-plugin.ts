import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import type { Loader, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { bracketDepth } from './bracket-depth.ts';
import { compileLimits, type CompileProblemCode, type CompileRequest } from './compile-protocol.ts';
import { isBelow, type SourceBoundary } from './source-boundary.ts';

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.json': 'json',
};

/** As TypeScript does: an import of `./x.js` means `x.ts` where that exists. */
const sourceExtensions: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };
const triedExtensions = ['.ts', '.js', '.mts', '.mjs', '.json'];

/** Marks a question to esbuild's own resolver that comes from here. */
const resolving = 'resolving';

/** What the plugin saw. Files are named by real path. */
export interface SeenFiles {
  /** Text of the author's files. */
  readonly texts: Map<string, string>;
  /** Which file imported a file first. */
  readonly importers: Map<string, string>;
}

/**
 * Resolves and reads every file of a bundle itself, so that nothing gets in from outside of the source's boundary:
 * no parent folders, no absolute paths, no links that lead out, no URLs.
 */
export function sourcePlugin(request: CompileRequest, boundary: SourceBoundary, seen: SeenFiles): Plugin {
  return {
    name: 'source',
    setup(build) {
      let totalBytes = 0;
      let files = 0;
      build.onResolve({ filter: /.*/ }, async (args) => {
        const result = await resolveImport({ build, request, boundary }, args);
        const { path } = result ?? {};
        if (path !== undefined && args.importer !== '' && !seen.importers.has(path))
          seen.importers.set(path, args.importer);
        return result;
      });
      build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
        const loader = loaders[extname(path)];
        if (loader === undefined) {
          return refuse(
            'JOBWRIGHT_COMPILE_IMPORT',
            `${boundary.nameOf(path)} is no JavaScript, TypeScript or JSON: jobs cannot import it.`,
          );
        }
        const size = statSync(path).size;
        totalBytes += size;
        files += 1;
        const problem = limitProblem({ size, totalBytes, files });
        if (problem !== undefined) return refuse('JOBWRIGHT_COMPILE_LIMIT', `${boundary.nameOf(path)}: ${problem}`);
        const contents = readFileSync(path, 'utf8');
        if (bracketDepth(contents) > compileLimits.bracketDepth) {
          return refuse(
            'JOBWRIGHT_COMPILE_LIMIT',
            `${boundary.nameOf(path)}: more than ${compileLimits.bracketDepth} brackets are open at the same time. Split the expression.`,
          );
        }
        if (boundary.isOwn(path)) seen.texts.set(path, contents);
        return { contents, loader, resolveDir: dirname(path) };
      });
    },
  };
}

interface ResolveContext {
  readonly build: PluginBuild;
  readonly request: CompileRequest;
  readonly boundary: SourceBoundary;
}

async function resolveImport(context: ResolveContext, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
  const { request } = context;
  if (args.pluginData === resolving) return undefined;
  if (args.kind === 'entry-point') return resolveOwn(context, resolve(request.root, args.path), args.path);
  if (args.path.startsWith('.')) {
    const target = resolve(args.resolveDir, args.path);
    return context.boundary.isPackage(args.importer)
      ? await resolveByEsbuild(context, args)
      : resolveOwn(context, target, args.path);
  }
  if (request.runtimePackages.includes(args.path)) return { path: args.path, external: true };
  const owner = request.runtimePackages.find((name) => args.path.startsWith(`${name}/`));
  if (owner !== undefined) {
    return refuse(
      'JOBWRIGHT_COMPILE_IMPORT',
      `"${args.path}" is not available in jobs: import from "${owner}" itself.`,
    );
  }
  if (/^(?:[a-z][a-z0-9+.-]+:(?!$)|[\\/]|[A-Za-z]:[\\/])/.test(args.path) && !isBuiltin(args.path)) {
    return refuse(
      'JOBWRIGHT_COMPILE_IMPORT',
      `"${args.path}" cannot be imported: jobs import relative paths and packages, no absolute paths or URLs.`,
    );
  }
  if (!isBuiltin(args.path)) return await resolvePackage(context, args);
  if (args.path.startsWith('node:')) return undefined; // left to the plugin for built-ins
  // A package of the same name (`events`, `buffer`) takes the place of the built-in.
  const installed = await resolvePackage(context, args);
  return (installed.errors ?? []).length > 0 ? undefined : installed;
}

/** Imports between the author's own files. */
function resolveOwn({ request, boundary }: ResolveContext, target: string, asWritten: string): OnResolveResult {
  if (!isBelow(target, request.root)) {
    return refuse(
      'JOBWRIGHT_COMPILE_IMPORT',
      `"${asWritten}" lies outside of the folder of this source. Move the file into it.`,
    );
  }
  const found = candidatesOf(target).find(
    (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() === true,
  );
  if (found === undefined) return refuse('JOBWRIGHT_COMPILE_IMPORT', `"${asWritten}" does not exist.`);
  const real = boundary.admit(found);
  if (real === undefined || !boundary.isOwn(real)) {
    return refuse('JOBWRIGHT_COMPILE_IMPORT', `"${asWritten}" is a link that leads out of the folder of this source.`);
  }
  return { path: real };
}

function candidatesOf(target: string): readonly string[] {
  const extension = extname(target);
  const typed = sourceExtensions[extension];
  return [
    ...(extension in loaders ? [target] : []),
    ...(typed === undefined ? [] : [target.slice(0, -extension.length) + typed]),
    ...triedExtensions.map((tried) => target + tried),
    ...triedExtensions.map((tried) => resolve(target, `index${tried}`)),
  ];
}

/** Imports of npm packages: beside the jobs first, then in the places that the request names. */
async function resolvePackage(context: ResolveContext, args: OnResolveArgs): Promise<OnResolveResult> {
  const { boundary, request } = context;
  const beside = await resolveByEsbuild(context, args);
  if (isFound(beside)) return beside;
  for (const { folder, only } of request.packagePlaces ?? []) {
    if (only?.some(({ name }) => name === packageNameOf(args.path)) === false) continue;
    const found = await resolveByEsbuild(context, { ...args, resolveDir: folder });
    if (isFound(found)) return found;
  }
  return boundary.isShared(args.importer) ? await resolveByEsbuild(context, args, 'share') : beside;
}

/** Imports of npm packages, and between their files: their manifests decide, the boundary has the last word. */
async function resolveByEsbuild(
  { build, boundary }: ResolveContext,
  args: OnResolveArgs,
  sharing?: 'share',
): Promise<OnResolveResult> {
  const { path, importer, resolveDir, kind } = args;
  const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: resolving });
  if (found.errors.length > 0) {
    const isRelative = path.startsWith('.');
    return refuse(
      'JOBWRIGHT_COMPILE_IMPORT',
      isRelative
        ? `"${path}" does not exist.`
        : `The package "${path}" is not installed beside the jobs. Install it there, name its plugin in the configuration, or have the operator allow it in "jobPackages".`,
    );
  }
  if (found.external || found.namespace !== 'file') return found; // disabled by the package's `browser` map, or a built-in
  if (sharing === 'share') boundary.share(found.path);
  const real = boundary.admit(found.path);
  if (real === undefined) {
    return refuse(
      'JOBWRIGHT_COMPILE_IMPORT',
      `"${path}" is installed outside of the folders that belong to this source. Install it beside the jobs, or have the operator allow it in "jobPackages".`,
    );
  }
  return { ...found, path: real };
}

function isFound({ errors = [] }: OnResolveResult): boolean {
  return errors.length === 0;
}

/** `@scope/name/file` → `@scope/name` */
function packageNameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function limitProblem({
  size,
  totalBytes,
  files,
}: {
  size: number;
  totalBytes: number;
  files: number;
}): string | undefined {
  if (size > compileLimits.fileBytes) return `the file is larger than ${compileLimits.fileBytes} bytes.`;
  if (totalBytes > compileLimits.totalBytes)
    return `the module and its imports are larger than ${compileLimits.totalBytes} bytes.`;
  if (files > compileLimits.files) return `the module imports more than ${compileLimits.files} files.`;
  return undefined;
}

function refuse(code: CompileProblemCode, text: string): { errors: { text: string; detail: CompileProblemCode }[] } {
  return { errors: [{ text, detail: code }] };
}
