/**
 * What travels between the server and the process that compiles job modules. The process reads files of authors, who
 * are not trusted; it runs none of their code.
 */

/** A module to compile. All paths are absolute and free of links. */
export interface CompileRequest {
  /** Folder of the source. Nothing outside of it is read, except below `packageFolders`. */
  readonly root: string;
  /** The module's file below the root, with `/` between its parts: `devices/checks.ts`. */
  readonly entry: string;
  /** Folders named `node_modules` from which npm packages may be bundled. */
  readonly packageFolders: readonly string[];
  /** Where npm packages are looked for that are not beside the jobs, in this order. @defaultValue nowhere */
  readonly packagePlaces?: readonly PackagePlace[];
  /** Packages that stay outside of the bundle, because the isolate provides them. */
  readonly runtimePackages: readonly string[];
}

/** A folder from which npm packages may be bundled as if they were beside the jobs. Absolute, free of links. */
export interface PackagePlace {
  /** The folder that has a `node_modules`. */
  readonly folder: string;
  /** Packages that may be imported from there, with whatever they need themselves. Absent: all of them. */
  readonly only?: readonly SharedPackage[];
}

/** A package that the configuration opens to jobs. */
export interface SharedPackage {
  readonly name: string;
  /** Where it lies. Absolute, free of links. */
  readonly folder: string;
}

export type CompileOutcome = CompiledModule | CompileFailure;

export interface CompiledModule {
  readonly ok: true;
  /** CommonJS text: `exports` holds the module's exports, `require` has to give the runtime packages. */
  readonly code: string;
  /** Source map of `code` as JSON text. Sources are named from the root; those of npm packages begin with `node_modules/`. */
  readonly sourceMap: string;
  /** SHA-256 of `code` in hexadecimal. */
  readonly digest: string;
  /** Files below the root that went into the bundle, each with the SHA-256 of its content, sorted by path. */
  readonly inputs: readonly ModuleInput[];
  /** Exported classes that are declared `abstract` in the module: never listed as jobs. */
  readonly abstractNames: readonly string[];
  /** Names under which the module exports what it declares itself. What it passes on from elsewhere is not in it. */
  readonly localExports: readonly string[];
}

export interface ModuleInput {
  /** Below the root, with `/` between its parts. */
  readonly path: string;
  readonly sha256: string;
}

export interface CompileFailure {
  readonly ok: false;
  readonly error: CompileProblem;
}

/** Why a module does not compile, in a form to show to its author. */
export interface CompileProblem {
  readonly code: CompileProblemCode;
  /** Says what is wrong and what to do about it. */
  readonly message: string;
  /** Below the root. */
  readonly file?: string;
  /** The first line is 1. */
  readonly line?: number;
  /** The first column is 1; counted in UTF-16 code units. */
  readonly column?: number;
  /** Lines around the place, ready for a fixed-width font. */
  readonly excerpt?: string;
}

export const compileProblemCodes = [
  /** The module is not valid TypeScript or JavaScript. */
  'JOBWRIGHT_COMPILE_SYNTAX',
  /** An import leads nowhere, out of the source, or to something that jobs may not use. */
  'JOBWRIGHT_COMPILE_IMPORT',
  /** An import leads to a Node built-in, which isolates do not have. */
  'JOBWRIGHT_COMPILE_NODE_BUILTIN',
  /** The module is too large, or nested too deeply. */
  'JOBWRIGHT_COMPILE_LIMIT',
  /** Compiling took too long. */
  'JOBWRIGHT_COMPILE_TIMEOUT',
  /** The compiler crashed on the module. */
  'JOBWRIGHT_COMPILE_CRASHED',
] as const;
export type CompileProblemCode = (typeof compileProblemCodes)[number];

/** Limits of one module. */
export const compileLimits = {
  fileBytes: 2_000_000,
  /** Sum over all files of the bundle. */
  totalBytes: 20_000_000,
  files: 3_000,
  /** Brackets open at the same time. Recursive parsers overflow far above it. */
  bracketDepth: 1_000,
  outputBytes: 10_000_000,
  timeMs: 15_000,
} as const;
