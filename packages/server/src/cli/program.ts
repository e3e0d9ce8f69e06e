import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDevCommand } from './commands/dev.ts';
import { addJobsCommand } from './commands/jobs.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addOpenApiCommand } from './commands/openapi.ts';
import { addRepoCommand } from './commands/repo.ts';
import { addRunJobCommand } from './commands/runjob.ts';
import { addScheduleCommand } from './commands/schedule.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStartCommand } from './commands/start.ts';
import { addTokenCommand } from './commands/token.ts';
import { addTypesCommand } from './commands/types.ts';
import { addUserCommand } from './commands/user.ts';
import { addWorkerCommand } from './commands/worker.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

// Command files import the ORM, the server and the like inside of their actions: the help should not wait for them.

const programHelp = `
Exit codes:
  0  done; the run completed
  1  the run failed, errored or was canceled; the command could not do its work
  2  the command was called in a wrong way, or its input is not valid

The configuration comes from jobwright.config.ts in the working directory and from the environment:
PORT, HOST, DATA_DIR, DATABASE_URL, JOBS_ROOT, WORKER_SLOTS, JOBWRIGHT_SUPERUSER_TOKEN, LOG_LEVEL.
`;

/** Runs the command line and gives the exit code of the process. */
export async function runCommandLine(args: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const context: CommandContext = {
    terminal,
    action:
      (run) =>
      async (...received) => {
        const command = received.at(-1) as Command;
        const call = run as (options: unknown, ...args: readonly unknown[]) => Promise<ExitCode>;
        try {
          exitCode = await call(command.optsWithGlobals(), ...command.processedArgs);
        } catch (error) {
          exitCode = reportError(terminal, error);
        }
      },
  };
  const program = createProgram(context, version);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

function createProgram(context: CommandContext, version: string): Command {
  const { terminal } = context;
  const program = new Command('jobwright')
    .description('Runs custom logic on your own data, safely, on demand.')
    .version(version)
    .option('--config <file>', 'configuration file, if it is not jobwright.config.ts in the working directory')
    .showHelpAfterError('(--help shows what can be given)')
    .showSuggestionAfterError()
    .addHelpText('after', programHelp)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .exitOverride();
  // Commands copy these settings when they are added.
  addStartCommand(program, context);
  addDevCommand(program, context);
  addServeCommand(program, context);
  addWorkerCommand(program, context);
  addRunJobCommand(program, context);
  addJobsCommand(program, context);
  addMigrateCommand(program, context);
  addDemoCommand(program, context);
  addUserCommand(program, context);
  addTokenCommand(program, context);
  addRepoCommand(program, context);
  addScheduleCommand(program, context);
  addOpenApiCommand(program, context);
  addTypesCommand(program, context);
  return program;
}
