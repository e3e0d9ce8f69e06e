import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** What a source consists of. Paths are below its root, with `/` between their parts, sorted. */
export interface SourceFiles {
  /** Files that are job modules. */
  readonly modules: readonly string[];
  /** JSON and YAML files, which jobs may load. */
  readonly dataFiles: readonly string[];
}

const moduleExtensions = new Set(['.ts', '.js', '.mts', '.mjs']);
const dataExtensions = new Set(['.json', '.yaml', '.yml']);
/** Tests, declarations and settings of tools lie beside job modules without being any. */
const notModules = /(?:\.(?:test|spec|d|config|test-d)\.[cm]?[jt]s)$/;
const notData = /^(?:package|package-lock|tsconfig.*|jsconfig)\.json$|^pnpm-.*\.yaml$/;
const maxFiles = 10_000;
const maxFolderDepth = 20;
/** Paths of modules are parts of the paths of jobs, which the database keeps up to a length. */
const maxPathLength = 300;

/**
 * Lists a source. Names that begin with `_` or `.` are left out, and so is what lies in such folders: `_lib/` is the
 * place for code that modules share. Links to folders are not followed.
 */
export async function listSourceFiles(root: string): Promise<SourceFiles> {
  const modules: string[] = [];
  const dataFiles: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (path.length > maxPathLength) continue;
      if (modules.length + dataFiles.length >= maxFiles) return;
      if (entry.isDirectory()) {
        if (depth < maxFolderDepth) await visit(path, depth + 1);
      } else if (isModule(path, entry.name)) {
        modules.push(path);
      } else if (dataExtensions.has(extname(entry.name)) && !notData.test(entry.name)) {
        dataFiles.push(path);
      }
    }
  };
  await visit('', 0);
  return { modules: modules.toSorted(), dataFiles: dataFiles.toSorted() };
}

function isModule(path: string, name: string): boolean {
  const hidden = path.split('/').some((part) => part.startsWith('_'));
  return !hidden && moduleExtensions.has(extname(name)) && !notModules.test(name);
}
