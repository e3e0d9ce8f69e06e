import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { excerptOf } from '../../compile/excerpt.ts';

/** How far a tsconfig may be from those that it extends. */
const maxConfigs = 10;

/** The compiler of the author's own repository. */
export interface TypeChecker {
  /** `7.0.2`. */
  readonly version: string;
  /** Program to run with Node. */
  readonly program: string;
  readonly tsconfig: string;
  /** Whose files are watched already. */
  readonly jobsRoot: string;
}

/** Why types are not checked, in words. */
export interface NoTypeChecker {
  readonly reason: string;
}

export interface TypeProblem {
  /** Relative to the folder of the tsconfig; absent when the problem is in no file. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** `TS2322`. */
  readonly code: string;
  readonly message: string;
  readonly excerpt?: string;
}

/** What the compiler said. `failure` is what it printed when that was nothing that it should have. */
export interface TypeCheck {
  readonly problems: readonly TypeProblem[];
  readonly durationMs: number;
  /** Files and folders outside of the jobs folder and of packages that the result depends on. */
  readonly inputs: readonly string[];
  readonly failure?: string;
}

/** Finds TypeScript and the tsconfig of a folder of jobs: the ones that its editor would take. */
export function findTypeChecker(jobsRoot: string): TypeChecker | NoTypeChecker {
  const tsconfig = findUpwards(jobsRoot, 'tsconfig.json');
  if (tsconfig === undefined) return { reason: 'There is no tsconfig.json in the jobs folder or above it.' };
  try {
    const manifest = createRequire(join(jobsRoot, 'jobs.ts')).resolve('typescript/package.json');
    const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      readonly version: string;
      readonly bin: { readonly tsc: string };
    };
    return { version, program: resolve(dirname(manifest), bin.tsc), tsconfig, jobsRoot };
  } catch {
    return { reason: 'TypeScript is not installed here. Install it with "npm install --save-dev typescript".' };
  }
}

/** Checks the types of a project once. Resolves to undefined when the signal ends it. */
export async function checkTypes(
  { program, tsconfig, jobsRoot }: TypeChecker,
  signal: AbortSignal,
): Promise<TypeCheck | undefined> {
  const started = performance.now();
  const folder = dirname(tsconfig);
  const options = ['--project', tsconfig, '--noEmit', '--pretty', 'false', '--listFiles'];
  const child = spawn(process.execPath, [program, ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  const exitCode = await new Promise<number | null>((done) => {
    child.on('error', (error) => {
      if (!signal.aborted) printed += error.message;
    });
    child.on('close', done);
  });
  if (signal.aborted) return undefined;
  const lines = printed.split(/\r?\n/);
  const files = lines.filter((line) => isAbsolute(line) && !problemLine.test(line));
  const problems = parseProblems(printed, folder);
  const durationMs = Math.round(performance.now() - started);
  const inputs = inputsOf([...configChain(tsconfig), ...files], jobsRoot);
  if (exitCode === 0 || problems.length > 0) return { problems, durationMs, inputs };
  const failure = lines.filter((line) => !files.includes(line)).join('\n');
  return { problems, durationMs, inputs, failure: failure.trim() || `It ended with ${exitCode}.` };
}

const problemLine = /^(?:(.+)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/;

/** Reads `file(line,column): error TS0000: message`, and lines below that belong to the message. */
export function parseProblems(printed: string, folder: string): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  for (const line of printed.split(/\r?\n/)) {
    const match = problemLine.exec(line);
    const last = problems.at(-1);
    if (match === null) {
      if (last !== undefined && /^\s+\S/.test(line))
        problems[problems.length - 1] = { ...last, message: `${last.message}\n${line}` };
      continue;
    }
    const [, file, row, column, code = '', message = ''] = match;
    problems.push({
      code,
      message,
      ...(file === undefined
        ? {}
        : placeOf(resolve(folder, file), folder, { line: Number(row), column: Number(column) })),
    });
  }
  return problems;
}

function placeOf(
  file: string,
  folder: string,
  place: { readonly line: number; readonly column: number },
): Pick<TypeProblem, 'file' | 'line' | 'column' | 'excerpt'> {
  const named = { file: relative(folder, file), ...place };
  try {
    return { ...named, excerpt: excerptOf(readFileSync(file, 'utf8'), place) };
  } catch {
    return named; // gone meanwhile
  }
}

/** The files with the folders that they are in, which tell of new ones. */
function inputsOf(files: readonly string[], jobsRoot: string): readonly string[] {
  const outside = files.filter(
    (file) => !file.startsWith(jobsRoot + sep) && !file.includes(`${sep}node_modules${sep}`),
  );
  return [...new Set(outside.flatMap((file) => [file, dirname(file)]))];
}

/** A tsconfig and those of its own repository that it extends. */
function configChain(tsconfig: string, depth = 0): readonly string[] {
  if (depth > maxConfigs) return [];
  const text = existsSync(tsconfig) ? readFileSync(tsconfig, 'utf8') : '';
  const [, given = ''] = /"extends"\s*:\s*(\[[^\]]*\]|"[^"]*")/.exec(text) ?? [];
  const extended = [...given.matchAll(/"(\.[^"]*)"/g)].map(([, path = '']) => resolve(dirname(tsconfig), path));
  return [
    tsconfig,
    ...extended.flatMap((path) => configChain(extname(path) === '.json' ? path : `${path}.json`, depth + 1)),
  ];
}

function findUpwards(from: string, name: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return join(folder, name);
    if (dirname(folder) === folder) return undefined;
  }
}
