import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config.ts';
import { loadPlugins } from '../../config/load-plugins.ts';
import { listPendingMigrations, migrate } from '../../database/migrate.ts';
import { exitCodes } from '../exit-codes.ts';
import { connectOrJoin } from '../database-access.ts';
import type { CommandContext } from '../program.ts';

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
      action<{ check?: boolean; config?: string }>(async (options) => {
        const config = await loadConfig(options.config === undefined ? {} : { file: options.config });
        const plugins = (await loadPlugins(config)).map(({ plugin }) => plugin);
        await using connected = await connectOrJoin(config, true);
        const target = { url: connected.url, plugins };
        const names = options.check === true ? await listPendingMigrations(target) : await migrate(target);
        for (const name of names) terminal.out(`${options.check === true ? 'pending' : 'ran'}  ${name}`);
        if (names.length === 0) terminal.out('The database is up to date.');
        return options.check === true && names.length > 0 ? exitCodes.failed : exitCodes.ok;
      }),
    );
}
