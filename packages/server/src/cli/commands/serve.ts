import type { Command } from 'commander';
import { parseCount, parsePort } from '../parse-options.ts';
import type { CommandContext } from '../command-context.ts';
import { loadServeConfig, serveUntilSignal, type ServeOptions } from '../serving.ts';

/** `jobwright serve` */
export function addServeCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('serve')
    .summary('run the server')
    .description(
      'Serves the API and executes runs, until SIGTERM or Ctrl-C. The log goes to standard output as JSON lines.',
    )
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'port to listen on, 0 for any free one (PORT)', parsePort)
    .option('--slots <number>', 'runs at the same time; 0: leave them to "jobwright worker" (WORKER_SLOTS)', parseCount)
    .action(
      action<ServeOptions>(async (options) => {
        const config = await loadServeConfig(options);
        const { startServer } = await import('../../server.ts');
        return await serveUntilSignal(
          () => startServer(config),
          async ({ url, administrator: { newKey, username } }) => {
            terminal.err(`Ready: ${url}`);
            if (newKey !== undefined && config.superuserToken === undefined) {
              terminal.err(`The first administrator is "${username}". This token is shown once: ${newKey}`);
            }
            return 'serve';
          },
        );
      }),
    );
}
