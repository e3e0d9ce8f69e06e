import type { Command } from 'commander';
import type { Config } from '../../config/config.ts';
import type { RunningServer } from '../../server.ts';
import { administratorKey } from '../administrator-key.ts';
import { readClientEnvironment } from '../client-environment.ts';
import { demoCurl, showDemoRun } from '../demo-run.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { loadDemoData } from '../load-demo-data.ts';
import { parseCount, parsePort } from '../parse-options.ts';
import type { CommandContext } from '../command-context.ts';
import { RestClient } from '../rest-client.ts';
import { loadServeConfig, serveUntilSignal, type ServeOptions } from '../serving.ts';
import { printable, type Terminal } from '../terminal.ts';

interface StartOptions extends ServeOptions {
  readonly once?: boolean;
}

/** `jobwright start` */
export function addStartCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('start')
    .summary('set up, show what it does, and run the server')
    .description(
      'Starts the server with demo data in an empty database, a token for its administrator, and a dry run that shows what a job would change. "npm start" runs it.',
    )
    .option('--once', 'do all that, then stop')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'port to listen on, 0 for any free one (PORT)', parsePort)
    .option('--slots <number>', 'runs at the same time (WORKER_SLOTS)', parseCount)
    .action(action<StartOptions>((options) => start(terminal, options)));
}

async function start(terminal: Terminal, options: StartOptions): Promise<ExitCode> {
  const loaded = await loadServeConfig(options);
  // People read this: errors only, unless somebody asks for more.
  const config: Config = readClientEnvironment().logLevel === undefined ? { ...loaded, logLevel: 'error' } : loaded;
  const started = performance.now();
  const { startServer } = await import('../../server.ts');
  return await serveUntilSignal(
    () => startServer(config),
    async (server) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      terminal.out(`The server is ready after ${seconds} s: ${terminal.style('bold', server.url)}`);
      const isWell = await introduce(terminal, server, { config, isOnce: options.once === true });
      if (options.once !== true) return 'serve';
      return isWell ? exitCodes.ok : exitCodes.failed;
    },
  );
}

/** Shows a newcomer what there is. Gives false when the dry run did not complete. */
async function introduce(
  terminal: Terminal,
  server: RunningServer,
  { config, isOnce }: { readonly config: Config; readonly isOnce: boolean },
): Promise<boolean> {
  const plugins = server.database.plugins.map((plugin) => ({ plugin }));
  for (const name of (await loadDemoData(server.database, plugins)).loaded)
    terminal.out(`Loaded the demo data of ${name}.`);
  const reports = await server.discovered;
  for (const { path, error } of reports) {
    if (error !== undefined) terminal.err(`${terminal.style('red', 'broken')} ${path}: ${printable(error.message)}`);
  }
  const present = reports.filter(({ status }) => status !== 'removed');
  terminal.out(`Found ${present.length} job modules in ${config.jobsRoot} and in plugins.`);

  const token = await administratorKey(server, config);
  const client = new RestClient({ baseUrl: server.url, token });
  const { demoRun } = config;
  const isWell = demoRun === undefined || (await showDemoRun(terminal, client, demoRun));

  terminal.out(`\nAddress:  ${terminal.style('bold', server.url)}  (API: ${server.url}/api/docs)`);
  terminal.out(`Token:    ${token}  (user ${server.administrator.username})`);
  if (demoRun !== undefined && isWell)
    terminal.out(
      `\nTo make these changes${isOnce ? ', once "npm start" serves' : ''}:\n\n${demoCurl(server.url, token, demoRun)}`,
    );
  terminal.out('');
  return isWell;
}
