import { posix } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { DataFileInvalidError, DataFileNotFoundError } from '../../errors.ts';

export type DataFormat = 'json' | 'yaml';

/** The version of a source whose files are wanted. */
export interface DataFileScope {
  /** Bundle that runs. */
  readonly bundleDigest: string;
  /** File of the job's module below the root of its source: `devices/checks.ts`. @defaultValue one in the root */
  readonly moduleFile?: string;
}

/** A file that a job asks for. Both come from its author: nothing about them is believed. */
export interface DataFileRequest {
  readonly path: string;
  readonly format: DataFormat;
}

const maxPathLength = 1000;
/** Nesting of the parsed value. */
const maxDepth = 100;
/** How often aliases of YAML may be resolved: a file of a few lines can otherwise stand for gigabytes. */
const maxAliasCount = 100;
const tooDeep = `it is nested more than ${maxDepth} levels deep.`;

/**
 * Reads a JSON or YAML file of a job's source as it was when its bundle was made. The path counts from the folder of the
 * module, and if there is no such file from the root of the source.
 *
 * @throws {@link DataFileNotFoundError} when there is none, or the path leads out of the source
 * @throws {@link DataFileInvalidError} when it cannot be parsed
 */
export async function loadDataFile(
  client: Pool | PoolClient,
  scope: DataFileScope,
  request: DataFileRequest,
): Promise<unknown> {
  const { rows } = await client.query<{ data_files: Readonly<Record<string, string>> }>(
    'select data_files from extras_job_bundle where digest = $1',
    [scope.bundleDigest],
  );
  const manifest = new Map(Object.entries(rows[0]?.data_files ?? {}));
  const digest = candidatePaths(scope.moduleFile ?? '', request.path)
    .map((path) => manifest.get(path))
    .find((found) => found !== undefined);
  if (digest === undefined) throw new DataFileNotFoundError(request.path);
  const found = await client.query<{ content: string }>('select content from extras_job_data_file where digest = $1', [
    digest,
  ]);
  const [file] = found.rows;
  if (file === undefined) throw new DataFileNotFoundError(request.path);
  return parseDataFile(file.content, request);
}

/** Parses the text of a data file; throws {@link DataFileInvalidError}. */
export function parseDataFile(text: string, { path, format }: DataFileRequest): unknown {
  let value: unknown;
  try {
    value =
      format === 'json' ? JSON.parse(text) : parseYaml(text, { maxAliasCount, schema: 'core', prettyErrors: true });
  } catch (error) {
    throw new DataFileInvalidError(path, problemOf(error, format));
  }
  if (depthOf(value) > maxDepth) throw new DataFileInvalidError(path, tooDeep);
  return value;
}

/** What a parser threw, in words for who wrote the file: not all of theirs are. */
function problemOf(error: unknown, format: DataFormat): string {
  if (error instanceof YAMLParseError) {
    const place = error.linePos === undefined ? '' : ` (line ${error.linePos[0].line})`;
    if (error.code === 'MULTIPLE_DOCS') return `it holds several documents${place}: put each into a file of its own.`;
    // The parser calls itself for each level.
    if (error.message.startsWith('Maximum call stack')) return tooDeep;
  }
  if (error instanceof RangeError) return tooDeep;
  const { message } = error as Error;
  if (message.startsWith('Excessive alias count')) {
    return `its aliases stand for too much: more than ${maxAliasCount} are resolved. Write out what they stand for.`;
  }
  return `it is no valid ${format.toUpperCase()}: ${message}`;
}

/** Paths below the root that a job may mean, none of which leads out of it. */
function candidatePaths(moduleFile: string, path: string): readonly string[] {
  if (path.length > maxPathLength || /^[\\/]|\\|\0|^[A-Za-z]:/.test(path)) return [];
  const beside = posix.join(posix.dirname(moduleFile), path);
  return [beside, posix.normalize(path)].filter((candidate) => candidate !== '..' && !candidate.startsWith('../'));
}

/** Counts levels without recursion: a value may be nested deeper than the stack reaches. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= maxDepth) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    depth += 1;
  }
  return depth;
}
