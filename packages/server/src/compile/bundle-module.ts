import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type BuildFailure, type BuildResult, type Message } from 'esbuild';
import { findRefusedBuiltin, nodeBuiltinsPlugin } from '../runtime/bundle/node-builtins-plugin.ts';
import {
  compileLimits,
  compileProblemCodes,
  type CompileFailure,
  type CompileOutcome,
  type CompileProblem,
  type CompileProblemCode,
  type CompileRequest,
} from './compile-protocol.ts';
import { excerptOf } from './excerpt.ts';
import { findImportOf } from './find-import.ts';
import { readModuleExports } from './module-exports.ts';
import { SourceBoundary } from './source-boundary.ts';
import { sourcePlugin, type SeenFiles } from './source-plugin.ts';

interface Compilation {
  readonly request: CompileRequest;
  readonly boundary: SourceBoundary;
  readonly seen: SeenFiles;
}

type ModuleBuild = BuildResult<{ write: false; metafile: true }>;

/** Compiles one module. Runs in the compile process only: hostile input may take the process down. */
export async function bundleModule(request: CompileRequest): Promise<CompileOutcome> {
  const seen: SeenFiles = { texts: new Map(), importers: new Map() };
  const compilation: Compilation = { request, boundary: new SourceBoundary(request), seen };
  try {
    return describeResult(compilation, await runEsbuild(compilation));
  } catch (error) {
    const [message] = (error as Partial<BuildFailure>).errors ?? [];
    if (message === undefined) throw error;
    return failure(problemOf(compilation, message));
  }
}

async function runEsbuild({ request, boundary, seen }: Compilation): Promise<ModuleBuild> {
  return await build({
    entryPoints: [request.entry],
    absWorkingDir: request.root,
    outfile: resolve(request.root, 'module.js'), // never written; sources in the map are named from its folder
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['import', 'browser'],
    target: 'es2024',
    supported: { 'dynamic-import': false }, // becomes `require`: everything is in the bundle
    charset: 'utf8',
    keepNames: true,
    minifyWhitespace: true, // comments would name folders of this machine
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: {}, // no tsconfig.json is looked up
    plugins: [
      sourcePlugin(request, boundary, seen),
      nodeBuiltinsPlugin({ admits: (file) => boundary.admit(file) !== undefined }),
    ],
  });
}

function describeResult(compilation: Compilation, result: ModuleBuild): CompileOutcome {
  const { request, boundary, seen } = compilation;
  const refused = findRefusedBuiltin(result.metafile);
  if (refused !== undefined) return failure(builtinProblem(compilation, refused));
  const output = new Map(result.outputFiles.map((file) => [file.path.endsWith('.map') ? 'map' : 'code', file.text]));
  const code = output.get('code') ?? '';
  if (code.length > compileLimits.outputBytes) {
    return failure({
      code: 'JOBWRIGHT_COMPILE_LIMIT',
      message: `The compiled module is larger than ${compileLimits.outputBytes} bytes. Import less.`,
      file: request.entry,
    });
  }
  const entry = join(request.root, request.entry);
  return {
    ok: true,
    code,
    sourceMap: tidySourceMap(compilation, output.get('map') ?? '{}'),
    digest: sha256(code),
    inputs: [...seen.texts]
      .map(([path, text]) => ({ path: boundary.nameOf(path), sha256: sha256(text) }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    ...readModuleExports(request.entry, seen.texts.get(boundary.admit(entry) ?? entry) ?? ''),
  };
}

/** Names of sources tell nothing of this machine, and packages leave their text out. */
function tidySourceMap({ request, boundary }: Compilation, text: string): string {
  const map = JSON.parse(text) as { sources: string[]; sourcesContent?: (string | null)[] };
  const sources = map.sources.map((source) => boundary.nameOf(resolve(request.root, source)));
  const sourcesContent = sources.map((source, index) =>
    source.startsWith('node_modules/') ? null : (map.sourcesContent?.[index] ?? null),
  );
  return JSON.stringify({ ...map, sources, sourcesContent });
}

function problemOf(compilation: Compilation, { text, detail, location }: Message): CompileProblem {
  const code = compileProblemCodes.find((known) => known === detail) ?? codeOfText(text);
  if (location === null) return { code, message: text, file: compilation.request.entry };
  const file = resolve(compilation.request.root, location.file);
  // esbuild counts columns in bytes of UTF-8.
  const column = Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1;
  return {
    code,
    message: withChain(explain(text), compilation, file),
    ...placeIn(compilation, file, { line: location.line, column }),
  };
}

/** A message about a file, and how the module comes to it when it is another one. */
function withChain(message: string, { request, boundary, seen }: Compilation, file: string): string {
  const entry = join(request.root, request.entry);
  const chain = new Set<string>();
  for (let one = boundary.admit(file); one !== undefined && !chain.has(one); one = seen.importers.get(one)) {
    chain.add(one);
    if (one === (boundary.admit(entry) ?? entry)) break;
  }
  if (chain.size < 2) return message;
  const names = [...chain].map((one) => boundary.nameOf(one)).toReversed();
  return `${message.replace(/(?<![.!?])$/, '.')} It is imported by ${names.join(' → ')}.`;
}

function codeOfText(text: string): CompileProblemCode {
  return text.startsWith('Could not resolve') || text.startsWith('No matching export')
    ? 'JOBWRIGHT_COMPILE_IMPORT'
    : 'JOBWRIGHT_COMPILE_SYNTAX';
}

function explain(text: string): string {
  return text.startsWith('Top-level await')
    ? 'A job module cannot wait at its top level: it is loaded at discovery as well. Move the `await` into a method.'
    : text;
}

function builtinProblem(compilation: Compilation, chain: readonly string[]): CompileProblem {
  const { request, boundary } = compilation;
  const builtin = chain.at(-1) ?? '';
  const files = chain.slice(0, -1).map((input) => resolve(request.root, input));
  // The last file of the author's own in the chain is where something can be done about it.
  const lastOwn = files.findLastIndex((file) => boundary.isOwn(file));
  const own = files[lastOwn] ?? join(request.root, request.entry);
  const imported = files[lastOwn + 1];
  const place = findImportOf(own, { file: imported, specifier: builtin });
  const names = [...files.map((file) => boundary.nameOf(file)), builtin];
  return {
    code: 'JOBWRIGHT_COMPILE_NODE_BUILTIN',
    message: `"${builtin}" is a built-in of Node.js, which jobs do not have. It is imported by ${names.join(' → ')}.`,
    ...placeIn(compilation, own, place),
  };
}

type ProblemPlace = Pick<CompileProblem, 'file' | 'line' | 'column' | 'excerpt'>;

/** Excerpts are made of files inside of the boundary only, never of what an error message quotes. */
function placeIn({ boundary }: Compilation, file: string, place?: { line: number; column: number }): ProblemPlace {
  const name = boundary.nameOf(file);
  if (place === undefined) return { file: name };
  const real = boundary.admit(file);
  return {
    file: name,
    ...place,
    ...(real === undefined ? {} : { excerpt: excerptOf(readFileSync(real, 'utf8'), place) }),
  };
}

function failure(error: CompileProblem): CompileFailure {
  return { ok: false, error };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
