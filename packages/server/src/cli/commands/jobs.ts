import type { Command } from 'commander';
import { Table } from 'console-table-printer';
import { exitCodes } from '../exit-codes.ts';
import type { CommonOptions } from '../database-access.ts';
import type { CommandContext } from '../command-context.ts';
import { printable } from '../terminal.ts';

interface JobsOptions extends CommonOptions {
  readonly json?: boolean;
  readonly all?: boolean;
}

const noJobs =
  'There are no jobs that can be run. A running server finds those of JOBS_ROOT a few seconds after they are saved.';

/** `jobwright jobs` */
export function addJobsCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('jobs')
    .summary('list the jobs')
    .description('Lists the jobs that can be run, and the modules that are broken with their errors.')
    .option('--all', 'also jobs that are disabled or no longer installed')
    .option('--json', 'one JSON array, for machines')
    .action(
      action<JobsOptions>(async (options) => {
        const { listJobs } = await import('../list-jobs.ts');
        const { jobs: rows, broken } = await listJobs(options, { isAll: options.all === true });
        if (options.json === true) {
          terminal.out(JSON.stringify(rows, undefined, 2));
          return exitCodes.ok;
        }
        const table = new Table({
          shouldDisableColors: !terminal.isInteractive,
          defaultColumnOptions: { alignment: 'left' },
        });
        for (const { class_path: path, name, variables, enabled, installed } of rows) {
          const state = installed ? (enabled ? '' : ' (disabled)') : ' (not installed)';
          table.addRow({ job: path, name: printable(name) + state, variables: variables.join(', ') });
        }
        terminal.out(rows.length === 0 ? noJobs : table.render());
        for (const { slug, modulePath, error } of broken) {
          const place = error?.line === undefined ? '' : ` (${error.file ?? ''}:${error.line}:${error.column ?? 1})`;
          terminal.err(
            `${terminal.style('red', 'broken')} ${slug}/${modulePath}: ${printable(error?.message ?? '')}${place}`,
          );
          if (error?.excerpt !== undefined) terminal.err(printable(error.excerpt));
        }
        return exitCodes.ok;
      }),
    );
}
