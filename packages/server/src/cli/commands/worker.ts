import type { Command } from 'commander';
import { ServerNotRunningError } from '../../errors.ts';
import { parseCount } from '../parse-options.ts';
import type { CommandContext } from '../command-context.ts';
import { loadServeConfig, serveUntilSignal, type ServeOptions } from '../serving.ts';

/** `jobwright worker` */
export function addWorkerCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('worker')
    .summary('execute runs only')
    .description(
      'Takes runs from the queue and serves nothing. Start as many as wanted, on as many machines, all with the same DATABASE_URL.',
    )
    .option('--slots <number>', 'runs at the same time (WORKER_SLOTS)', parseCount)
    .addHelpText(
      'after',
      '\nExample:\n  DATABASE_URL=postgres://jobwright:secret@db.example.com/jobwright jobwright worker --slots 4\n',
    )
    .action(
      action<ServeOptions>(async (options) => {
        const { withRunningDatabase } = await import('../database-access.ts');
        // On the machine of a server with a database of its own, it joins that one.
        const config = await withRunningDatabase(await loadServeConfig(options));
        if (config.databaseUrl === undefined) {
          throw new ServerNotRunningError(
            'A worker needs the database of a server: set DATABASE_URL, or start a server on this data folder first.',
          );
        }
        const { startWorkerProcess } = await import('../../server.ts');
        return await serveUntilSignal(
          () => startWorkerProcess(config),
          async () => {
            terminal.err('The worker takes runs.');
            return 'serve';
          },
        );
      }),
    );
}
