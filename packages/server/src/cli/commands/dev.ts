import { relative } from 'node:path';
import type { Command } from 'commander';
import { CommandUsageError } from '../../errors.ts';
import { readClientEnvironment } from '../client-environment.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseCount, parsePort } from '../parse-options.ts';
import type { CommandContext } from '../command-context.ts';
import { jobUrlPath, readRunInput, type RunInputOptions } from '../run-input.ts';
import { loadServeConfig, serveUntilSignal, type ServeOptions } from '../serving.ts';
import type { Terminal } from '../terminal.ts';

interface DevOptions extends ServeOptions, RunInputOptions {
  readonly run?: string;
  readonly commit?: boolean;
  readonly json?: boolean;
}

const help = `
At each save it says which jobs were added, changed and removed, with their variables; shows modules that cannot be
loaded, with the place and the imports that lead there; and checks types with the TypeScript of your own repository.

It starts the platform as "jobwright serve" does, or joins the server that has the data folder already.

--run names a job to run at the start and after each save: a dry run, unless --commit is given. A save while it runs
cancels it and runs it anew.

With --json, each line is an object with a "type": "ready", then "jobs", "types", "note", what "jobwright runjob --json"
prints, "refused" for a run that was not accepted, and "idle" when all is said about a save.

Examples:
  jobwright dev
  jobwright dev --run local/hello/ActivateSite --data '{"site": {"slug": "syd1"}}'
`;

/** `jobwright dev` */
export function addDevCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('dev')
    .summary('work on jobs: watch, check, run')
    .description('Watches the jobs folder, shows what each save makes of the jobs, and what is wrong with them.')
    .option('--run <job>', 'run this job at each save')
    .option('--data <json>', 'values of its variables, by name')
    .option('--data-file <file>', 'the same from a file')
    .option('--commit', 'make the changes of its runs durable')
    .option('--host <address>', 'address to listen on (HOST)')
    .option('--port <number>', 'port to listen on, 0 for any free one (PORT)', parsePort)
    .option('--slots <number>', 'runs at the same time (WORKER_SLOTS)', parseCount)
    .option('--json', 'JSON lines, for machines')
    .addHelpText('after', help)
    .action(action<DevOptions>((options) => dev(terminal, options)));
}

async function dev(terminal: Terminal, options: DevOptions): Promise<ExitCode> {
  const { run: job, commit = false, json: isJson = false } = options;
  if (job === undefined && [options.data, options.dataFile, options.commit].some((given) => given !== undefined)) {
    throw new CommandUsageError('--data, --data-file and --commit belong to --run <job>.');
  }
  if (job !== undefined) jobUrlPath(job); // refuses what is no path of a job
  const input = await readRunInput(options);
  const loaded = await loadServeConfig(options);
  const config = {
    ...loaded,
    // People read this: errors only, unless somebody asks for more.
    logLevel: readClientEnvironment().logLevel === undefined ? ('error' as const) : loaded.logLevel,
    // Nobody waits for a run that was started to be looked at.
    shutdownGraceMs: Math.min(loaded.shutdownGraceMs, 1000),
  };
  const { DevJson, DevOutput } = await import('../dev/dev-output.ts');
  const { openDevPlatform } = await import('../dev/dev-platform.ts');
  const { DevSession } = await import('../dev/dev-session.ts');
  const { runOnce } = await import('../dev/run-on-save.ts');
  const { findTypeChecker } = await import('../dev/type-check.ts');

  const folder = relative(process.cwd(), config.jobsRoot) || '.';
  const observer = isJson ? new DevJson(terminal) : new DevOutput(terminal, folder);
  const checker = findTypeChecker(config.jobsRoot);
  const typeChecker = 'reason' in checker ? undefined : checker;

  return await serveUntilSignal(
    async () => {
      await using stack = new AsyncDisposableStack();
      let session: InstanceType<typeof DevSession> | undefined;
      const platform = stack.use(await openDevPlatform(config, { ...options, onSave: (jobs) => session?.saved(jobs) }));
      const { client } = platform;
      const repeated = job === undefined ? undefined : { job, input, commit, isJson };
      session = stack.use(
        new DevSession({
          observer,
          typeChecker,
          ...(repeated === undefined
            ? {}
            : { run: { job: repeated.job, start: (signal) => runOnce(repeated, { client, terminal, signal }) } }),
        }),
      );
      const resources = stack.move();
      return { platform, session, [Symbol.asyncDispose]: () => resources.disposeAsync() };
    },
    async ({ platform, session }) => {
      introduce(terminal, platform.started, isJson);
      if ('reason' in checker) observer.noTypes(checker.reason);
      session.start(platform.jobs);
      await Promise.race([session.ended(), platform.lost]);
      return 'serve';
    },
  );
}

function introduce(
  terminal: Terminal,
  started: { readonly url: string; readonly token: string; readonly username: string } | undefined,
  isJson: boolean,
): void {
  if (isJson) {
    terminal.out(JSON.stringify({ type: 'ready', started: started !== undefined, url: started?.url ?? null }));
    return;
  }
  if (started === undefined) {
    terminal.out('Joined the server that is running on this data folder.');
    return;
  }
  terminal.out(`Address:  ${terminal.style('bold', started.url)}`);
  terminal.out(`Token:    ${started.token}  (user ${started.username})`);
}
