import type { Command } from 'commander';
import { readClientEnvironment } from '../client-environment.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import { jsonObserver, printChanges, printEffects, submitRun } from '../job-run.ts';
import type { CommandContext } from '../command-context.ts';
import type { RestClient } from '../rest-client.ts';
import { jobUrlPath, readRunInput, type RunInputOptions } from '../run-input.ts';
import { RunOutput } from '../run-output.ts';
import { readSchedule, type ScheduleOptions } from '../schedule-options.ts';
import type { ConnectOptions } from '../server-connection.ts';
import { printable, type Terminal } from '../terminal.ts';

interface RunJobOptions extends ConnectOptions, RunInputOptions, ScheduleOptions {
  readonly commit?: boolean;
  readonly json?: boolean;
}

/** One Ctrl-C may arrive several times: from the terminal, and from each process in between. */
const sameSignalMs = 1000;
/** As shells count it. */
const interruptedExitCode = 130;

const help = `
The command follows the run until it ends. Ctrl-C cancels the run.

It works on the server of this machine: the one whose configuration is in the working directory. --url names a server
elsewhere; its token is taken from JOBWRIGHT_TOKEN. --local needs no server: it starts what the run needs, and stops it.

With --at or --cron it does not run now: it makes a schedule, see "jobwright schedule". Times are those of this machine's
zone unless --time-zone names another.

With --json, each line is an object with a "type": "submitted", then any number of "entry" and "progress", then "result".

Examples:
  jobwright runjob local/new_branch/NewBranch --data '{"siteName": "Rotterdam", "switchCount": 3, "switchModel": {"model": "C9300-48P"}}'
  jobwright runjob local/new_branch/NewBranch --data-file branch.json --commit
  jobwright runjob local/import_devices/ImportDevices --file file=devices.csv --data '{"status": {"slug": "planned"}}' --username alice
  jobwright runjob local/device_connections/DeviceConnectionsReport --cron '0 6 * * MON-FRI' --time-zone Europe/Amsterdam
  jobwright runjob local/example/MyJobWithNoVars --json | tail -n 1
`;

/** `jobwright runjob` */
export function addRunJobCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('runjob <job>')
    .summary('run a job and follow it')
    .description(
      'Runs a job, named by its path <source>/<module>/<Class>. A dry run unless --commit is given: it shows what would change and sets it back.',
    )
    .option('--commit', 'make the changes durable')
    .option('--data <json>', 'values of the variables, by name')
    .option('--data-file <file>', 'the same from a file; - reads standard input')
    .option('--file <var=path>', 'file for a file variable; can be repeated', collect)
    .option('--at <time>', 'run later, once: 2030-01-31T22:00; with --cron: not before')
    .option('--cron <pattern>', 'run again and again: minute, hour, day of the month, month, day of the week')
    .option('--time-zone <name>', 'zone of --at and --cron: Europe/Amsterdam')
    .option('--username <name>', 'run on behalf of this user (default: the first administrator)')
    .option('--local', 'run without a server')
    .option('--url <address>', 'a server elsewhere', readClientEnvironment().url)
    .option('--json', 'JSON lines, for machines')
    .addHelpText('after', help)
    .action(action<RunJobOptions, [string]>((options, classPath) => runJob(terminal, classPath, options)));
}

async function runJob(terminal: Terminal, classPath: string, options: RunJobOptions): Promise<ExitCode> {
  const path = jobUrlPath(classPath);
  const input = await readRunInput(options);
  const schedule = readSchedule(options);
  const { connectToServer } = await import('../server-connection.ts');
  await using connection = await connectToServer(options);
  const { client } = connection;
  const answer = await submitRun(client, path, { input, commit: options.commit ?? false, schedule });
  if (answer.job_result === null) {
    const { name, id, next_run: next } = answer.schedule;
    terminal.out(
      options.json === true
        ? JSON.stringify({ type: 'scheduled', ...answer })
        : `The schedule "${printable(name)}" (${id}) runs next at ${next}. "jobwright schedule list" shows all of them.`,
    );
    return exitCodes.ok;
  }
  const { id } = answer.job_result;
  const output = options.json === true ? jsonObserver(terminal) : new RunOutput(terminal);
  if (options.json === true) terminal.out(JSON.stringify({ type: 'submitted', ...answer }));
  if (answer.warning !== undefined) terminal.err(`${terminal.style('yellow', 'warning')} ${answer.warning}`);

  using _cancelOnInterrupt = cancelOnInterrupt(terminal, client, id);
  const result = await followRun(client, id, { observer: output });
  if (output instanceof RunOutput) {
    output.end(result);
    await printChanges(terminal, client, result);
    await printEffects(terminal, client, result);
  } else {
    terminal.out(JSON.stringify({ type: 'result', job_result: result }));
  }
  return result.status.value === 'completed' ? exitCodes.ok : exitCodes.failed;
}

/** Ctrl-C cancels the run, whose end is then followed; a later second one ends the command at once. */
function cancelOnInterrupt(terminal: Terminal, client: RestClient, jobResultId: string): Disposable {
  let canceledAt: number | undefined;
  const onSignal = () => {
    if (canceledAt !== undefined) {
      if (Date.now() - canceledAt >= sameSignalMs) process.exit(interruptedExitCode);
      return;
    }
    canceledAt = Date.now();
    terminal.err('Canceling the run …');
    client.post(`/api/extras/job-results/${jobResultId}/cancel/`, {}).catch((error: unknown) => {
      terminal.err(`The run could not be canceled: ${String(error)}`);
    });
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    [Symbol.dispose]: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
