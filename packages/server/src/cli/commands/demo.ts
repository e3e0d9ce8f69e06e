import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { loadDemoData } from '../load-demo-data.ts';
import type { CommonOptions } from '../database-access.ts';
import type { CommandContext } from '../command-context.ts';

/** `jobwright demo` */
export function addDemoCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('demo')
    .summary('load the demo data of the plugins')
    .description(
      'Fills empty tables of the plugins with their demo data. Plugins whose tables hold anything are left alone.',
    )
    .action(
      action<CommonOptions>(async (options) => {
        const { openDatabaseAccess } = await import('../database-access.ts');
        await using access = await openDatabaseAccess(options);
        const { loaded, skipped } = await loadDemoData(access.database, access.plugins);
        for (const name of loaded) terminal.out(`Loaded the demo data of ${name}.`);
        for (const name of skipped) terminal.out(`The tables of ${name} hold data already: nothing was added.`);
        if (loaded.length + skipped.length === 0) terminal.out('No plugin has demo data.');
        return exitCodes.ok;
      }),
    );
}
