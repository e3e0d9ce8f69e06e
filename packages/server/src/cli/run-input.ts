import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandUsageError } from '../errors.ts';
import type { FilePaths } from './rest-client.ts';

export interface RunInputOptions {
  /** JSON text of `--data`. */
  readonly data?: string;
  /** Path of `--data-file`; `-` is standard input. */
  readonly dataFile?: string;
  /** `var=path` of each `--file`. */
  readonly file?: readonly string[];
}

export interface RunInput {
  readonly data: Readonly<Record<string, unknown>>;
  readonly files: FilePaths;
}

/**
 * Reads the input of a run from the command line. Values of `--data` win over those of `--data-file`.
 *
 * @throws {@link CommandUsageError} when something is no JSON object, or a file is missing
 */
export async function readRunInput({ data, dataFile, file = [] }: RunInputOptions): Promise<RunInput> {
  const fromFile = dataFile === undefined ? {} : parseObject(await readDataFile(dataFile), `--data-file ${dataFile}`);
  const fromOption = data === undefined ? {} : parseObject(data, '--data');
  return { data: { ...fromFile, ...fromOption }, files: new Map(file.map((pair) => parseFilePair(pair))) };
}

/** The parts of `<source>/<module>/<Class>`, ready for a URL. */
export function jobUrlPath(classPath: string): string {
  const parts = classPath.replace(/^\/+|\/+$/g, '').split('/');
  if (parts.length !== 3 || parts.includes('')) {
    throw new CommandUsageError(
      `"${classPath}" is no path of a job. It has three parts: local/<module>/<Class>. "jobwright jobs" lists them.`,
    );
  }
  return `/api/extras/jobs/${parts.map((part) => encodeURIComponent(part)).join('/')}/`;
}

async function readDataFile(path: string): Promise<string> {
  if (path === '-') return await text(process.stdin);
  if (!existsSync(path)) throw new CommandUsageError(`There is no file ${path} (--data-file).`);
  return await readFile(path, 'utf8');
}

function parseObject(json: string, option: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new CommandUsageError(`${option} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandUsageError(
      `${option} must be a JSON object with the values by name of variable: {"siteName": "Rotterdam"}`,
    );
  }
  return value as Readonly<Record<string, unknown>>;
}

function parseFilePair(pair: string): [name: string, path: string] {
  const at = pair.indexOf('=');
  const [name, path] = [pair.slice(0, at), pair.slice(at + 1)];
  if (at < 1 || path === '')
    throw new CommandUsageError(`--file ${pair}: give the name of the variable and a path, --file upload=devices.csv`);
  if (!existsSync(path)) throw new CommandUsageError(`There is no file ${path} (--file ${name}).`);
  return [name, path];
}
