import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CreateError, UsageError } from './errors.ts';
import { scaffold } from './scaffold.ts';

const defaultFolder = 'jobwright-jobs';

const usage = `Usage: npm create jobwright@latest [<folder>]

Starts a repository of Jobwright jobs in the folder: a job, its test, configuration and continuous integration.
Without a folder it is ${defaultFolder}; "." is the current one. The folder must be empty or not there yet.

  --help      show this
  --version   show the version, which is also that of the packages that the repository will use`;

/** How the command ends, for scripts that call it. */
export const exitCodes = {
  ok: 0,
  /** The files could not be written. */
  failed: 1,
  /** The command was called in a wrong way, or the folder cannot be used. Nothing was written. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the command knows of the process that it runs in. */
export interface CommandContext {
  readonly currentFolder: string;
  /** Version of this package. */
  readonly version: string;
  /** Writes lines of the result. */
  out(text: string): void;
  /** Writes lines about what went wrong. */
  err(text: string): void;
}

/** Does what the arguments ask for, and tells how the process should end. */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<ExitCode> {
  try {
    const { values, positionals } = readArguments(args);
    if (values.help === true) context.out(usage);
    else if (values.version === true) context.out(context.version);
    else await create(positionals[0] ?? defaultFolder, context);
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CreateError) {
      context.err(`error ${error.message}\n      (${error.code})`);
      return exitCodes.usage;
    }
    context.err(`error ${error instanceof Error ? error.message : String(error)}`);
    return exitCodes.failed;
  }
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parseStrictly(args);
  const [first, second] = positionals;
  if (second !== undefined) {
    throw new UsageError(`There is one folder at most, but "${second}" follows "${first}". --help shows how.`);
  }
  if (first === '') throw new UsageError('The name of the folder is empty. --help shows how.');
  return { values, positionals };
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. --help shows how.`, {
      cause: error,
    });
  }
}

async function create(given: string, context: CommandContext): Promise<void> {
  const { currentFolder, version } = context;
  const folder = resolve(currentFolder, given);
  await scaffold({ folder, version });
  const path = relative(currentFolder, folder);
  context.out(
    [
      `A repository of jobs is in ${path === '' ? 'this folder' : path}. Next:`,
      '',
      ...(path === '' ? [] : [`  cd ${quoteForShell(path)}`]),
      '  npm install',
      '  npm test         run the job of jobs/hello.ts against a throw-away database',
      '  npm start        a platform with demo data and the job, at an address that it prints',
      '',
      'README.md says what the files are for.',
    ].join('\n'),
  );
}

/** Quotes what a shell would take apart, in the way that shells of Windows understand too. */
function quoteForShell(path: string): string {
  return /^[\w./\\:~-]+$/.test(path) ? path : `"${path}"`;
}
