import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { CommonOptions } from '../database-access.ts';
import type { CommandContext } from '../command-context.ts';

/** `jobwright migrate` */
export function addMigrateCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description(
      'Brings the tables of the queue, the platform and the plugins up to date. Servers do this themselves when they start; use it before an update of several machines.',
    )
    .option('--check', 'change nothing; exit with 1 when something is pending')
    .action(
      action<CommonOptions & { readonly check?: boolean }>(async (options) => {
        const { migrateOrList } = await import('../migrate-or-list.ts');
        const names = await migrateOrList(options, { isCheck: options.check === true });
        for (const name of names) terminal.out(`${options.check === true ? 'pending' : 'ran'}  ${name}`);
        if (names.length === 0) terminal.out('The database is up to date.');
        return options.check === true && names.length > 0 ? exitCodes.failed : exitCodes.ok;
      }),
    );
}
