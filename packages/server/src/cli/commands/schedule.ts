import type { Command } from 'commander';
import { Table } from 'console-table-printer';
import { exitCodes } from '../exit-codes.ts';
import type { CommandContext } from '../command-context.ts';
import type { ConnectOptions, ServerConnection } from '../server-connection.ts';
import { printable } from '../terminal.ts';

interface ListOptions extends ConnectOptions {
  readonly json?: boolean;
}

const shownIdLength = 12;

const help = `
"jobwright runjob" with --at or --cron makes a schedule. <id> is what the list shows of it.

It works on the server of this machine, like runjob; --url names a server elsewhere, whose token is taken from JOBWRIGHT_TOKEN.

Examples:
  jobwright runjob local/device_connections/DeviceConnectionsReport --cron '0 6 * * MON-FRI' --time-zone Europe/Amsterdam
  jobwright schedule list
  jobwright schedule disable 3f9a01b2c4d5
`;

/** `jobwright schedule` */
export function addScheduleCommand(program: Command, context: CommandContext): void {
  const schedule = program
    .command('schedule')
    .summary('list, enable, disable and delete schedules')
    .description('Lists, enables, disables and deletes the schedules of jobs.')
    .addHelpText('after', help);
  addList(schedule, context);
  addSwitch(schedule, context, { name: 'enable', enabled: true, description: 'Lets a schedule run again.' });
  addSwitch(schedule, context, { name: 'disable', enabled: false, description: 'Keeps a schedule from running.' });
  addDelete(schedule, context);
}

function addList(parent: Command, { terminal, action }: CommandContext): void {
  withConnection(parent.command('list').description('Lists the schedules, those that run next first.'))
    .option('--json', 'one JSON array, for machines')
    .action(
      action<ListOptions>(async (options) => {
        const { listSchedules, timesOf } = await import('../schedules.ts');
        await using connection = await connect(options);
        const schedules = await listSchedules(connection.client);
        if (options.json === true) {
          terminal.out(JSON.stringify(schedules, undefined, 2));
          return exitCodes.ok;
        }
        const table = new Table({
          shouldDisableColors: !terminal.isInteractive,
          defaultColumnOptions: { alignment: 'left' },
        });
        for (const schedule of schedules) {
          table.addRow({
            id: schedule.id.slice(-shownIdLength),
            name: printable(schedule.name),
            job: printable(schedule.job_path),
            times: printable(timesOf(schedule)),
            'next run': schedule.next_run ?? (schedule.enabled ? 'never' : 'disabled'),
            problem: printable(schedule.last_problem?.message ?? ''),
          });
        }
        terminal.out(schedules.length === 0 ? 'There are no schedules.' : table.render());
        return exitCodes.ok;
      }),
    );
}

function addSwitch(
  parent: Command,
  { terminal, action }: CommandContext,
  { name, enabled, description }: { readonly name: string; readonly enabled: boolean; readonly description: string },
): void {
  withConnection(parent.command(`${name} <id>`).description(description)).action(
    action<ConnectOptions, [string]>(async (options, id) => {
      const { enableSchedule } = await import('../schedules.ts');
      await using connection = await connect(options);
      const schedule = await enableSchedule(connection.client, id, enabled);
      const state = schedule.next_run === null ? 'does not run any more' : `runs next at ${schedule.next_run}`;
      terminal.out(`The schedule "${printable(schedule.name)}" ${state}.`);
      return exitCodes.ok;
    }),
  );
}

function addDelete(parent: Command, { terminal, action }: CommandContext): void {
  withConnection(parent.command('delete <id>').description('Deletes a schedule; the results of its runs stay.')).action(
    action<ConnectOptions, [string]>(async (options, id) => {
      const { deleteSchedule } = await import('../schedules.ts');
      await using connection = await connect(options);
      const schedule = await deleteSchedule(connection.client, id);
      terminal.out(`The schedule "${printable(schedule.name)}" is deleted.`);
      return exitCodes.ok;
    }),
  );
}

function withConnection(command: Command): Command {
  return command
    .option('--url <address>', 'a server elsewhere; its token is taken from JOBWRIGHT_TOKEN')
    .option('--username <name>', 'on behalf of this user; the first administrator without it');
}

async function connect(options: ConnectOptions): Promise<ServerConnection> {
  const { connectToServer } = await import('../server-connection.ts');
  return await connectToServer(options);
}
