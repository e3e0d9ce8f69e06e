import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the rules look at: the files that git knows or would add, as they are now. */
export interface Repository {
  /** Paths from the root, with `/` between their parts, sorted. */
  readonly files: readonly string[];
  /** Text of a file; throws when it is not in `files`. */
  readonly read: (file: string) => string;
  readonly sizeBytes: (file: string) => number;
}

/** One rule. `check` returns one line per problem: `<file>[:<line>]: <what is wrong and what to do>`. */
export interface Rule {
  readonly name: string;
  check(repository: Repository): readonly string[];
}

export function openRepository(root: string): Repository {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  const isFile = (file: string) => existsSync(join(root, file)) && lstatSync(join(root, file)).isFile();
  const files = [...new Set(listing.split('\0'))].filter((file) => file !== '' && isFile(file)).toSorted(byText);
  const texts = new Map<string, string>();
  return {
    files,
    sizeBytes: (file) => lstatSync(join(root, file)).size,
    read: (file) => {
      const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
      texts.set(file, text);
      return text;
    },
  };
}

/** A repository that exists in memory only. */
export function repositoryOf(contents: Readonly<Record<string, string>>): Repository {
  const read = (file: string) => {
    const text = contents[file];
    if (text === undefined) throw new Error(`There is no file ${file}.`);
    return text;
  };
  return { files: Object.keys(contents).toSorted(byText), read, sizeBytes: (file) => Buffer.byteLength(read(file)) };
}

export const isSource = (file: string): boolean => /\.(?:[cm]?ts|tsx|[cm]?js|jsx)$/.test(file);
export const isTest = (file: string): boolean =>
  /\.(?:test|test-d)\.tsx?$/.test(file) || file.startsWith('packages/tests/');
const isText = (file: string): boolean => !/\.(?:png|jpe?g|gif|ico|woff2?|zip|gz|wasm|node)$/.test(file);

/** Lines of all text files that match, as `<file>:<line>`. */
export function findLines(
  { files, read }: Repository,
  matches: (line: string) => boolean,
  inFile: (file: string) => boolean = () => true,
): readonly string[] {
  return files
    .filter((file) => isText(file) && inFile(file))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) => (matches(line) ? [`${file}:${index + 1}`] : [])),
    );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
