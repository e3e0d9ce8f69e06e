import { dirname } from 'node:path';
import type { Command } from 'commander';
import { CommandUsageError } from '../../errors.ts';
import { readClientEnvironment } from '../client-environment.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { ModelTypesOptions } from '../model-types.ts';
import type { CommandContext } from '../command-context.ts';
import type { Terminal } from '../terminal.ts';

interface TypesOptions extends ModelTypesOptions {
  readonly out?: string;
  readonly check?: boolean;
  readonly all?: boolean;
}

const help = `
With the file among those that the compiler reads, jobs import models under the names that they have on the platform,
and have their full types, without the packages of the models. Packages that are installed beside the file bring better
types themselves, and are left out; --all writes them all the same, and the file then goes before them.

--url names a server; its token is taken from JOBWRIGHT_TOKEN, and any user's will do. Without it, the plugins of the
configuration are described, and neither a server nor a database is needed.

Examples:
  JOBWRIGHT_TOKEN=… jobwright types --url https://jobwright.example.com --out types/models.d.ts
  jobwright types --url https://jobwright.example.com --out types/models.d.ts --check
`;

/** `jobwright types` */
export function addTypesCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('types')
    .summary('write the types of the models')
    .description('Writes the TypeScript types of a platform’s models, for a repository of jobs without their packages.')
    .option('-o, --out <file>', 'file to write, a .d.ts; without it, standard output')
    .option('--url <address>', 'a server elsewhere', readClientEnvironment().url)
    .option('--check', 'write nothing: end with 1 when the file is not up to date')
    .option('--all', 'also packages that are installed beside the file')
    .addHelpText('after', help)
    .action(action<TypesOptions>((options) => writeTypes(terminal, options)));
}

async function writeTypes(terminal: Terminal, options: TypesOptions): Promise<ExitCode> {
  const { out } = options;
  if (out === undefined && options.check === true) throw new CommandUsageError('--check needs the file: --out <file>.');
  if (out !== undefined && !/\.d\.[cm]?ts$/.test(out)) {
    throw new CommandUsageError(`${out} is no file of declarations: its name must end with .d.ts.`);
  }
  const { isInstalledFor, readModelTypes, renderModelTypes } = await import('../model-types.ts');
  const packages = await readModelTypes(options);
  const isLeftOut = (name: string) => out !== undefined && options.all !== true && isInstalledFor(out, name);
  const written = packages.filter(({ name }) => !isLeftOut(name));
  const text = renderModelTypes(written);
  if (out === undefined) {
    terminal.out(text.trimEnd());
    return exitCodes.ok;
  }
  const { mkdir, readFile, writeFile } = await import('node:fs/promises');
  const present = await readFile(out, 'utf8').catch(() => undefined);
  if (options.check === true) {
    if (sameText(present, text)) return exitCodes.ok;
    const state = present === undefined ? 'is not there' : 'is not up to date';
    terminal.err(`${terminal.style('red', 'error')} ${out} ${state}. Write it without --check.`);
    return exitCodes.failed;
  }
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, text);
  const names = written.map(({ name }) => name).join(', ');
  terminal.err(written.length === 0 ? `Wrote ${out} without any package.` : `Wrote ${out}: ${names}`);
  for (const { name } of packages.filter(({ name }) => isLeftOut(name)))
    terminal.err(`Left out ${name}: it is installed, with types of its own.`);
  return exitCodes.ok;
}

/** Git may change the ends of lines on its way to another machine. */
function sameText(present: string | undefined, text: string): boolean {
  return present?.replaceAll('\r\n', '\n') === text;
}
