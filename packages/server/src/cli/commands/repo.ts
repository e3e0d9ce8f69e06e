import type { Command } from 'commander';
import { Table } from 'console-table-printer';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { followRun } from '../follow-run.ts';
import type { CommandContext } from '../command-context.ts';
import type { RestClient } from '../rest-client.ts';
import { RunOutput } from '../run-output.ts';
import type { ConnectOptions } from '../server-connection.ts';
import { printable, type Terminal } from '../terminal.ts';

interface AddOptions extends ConnectOptions {
  readonly slug?: string;
  readonly ref?: string;
  readonly path?: string;
  readonly interval?: string;
  readonly tokenEnv?: string;
}

interface ListOptions extends ConnectOptions {
  readonly json?: boolean;
}

const help = `
It works on the server of this machine, like runjob; --url names a server elsewhere, whose token is taken from JOBWRIGHT_TOKEN.

Examples:
  jobwright repo add "Network jobs" https://github.com/example/jobs --ref main --path jobs --token-env JOBWRIGHT_SECRET_GITHUB
  jobwright repo sync network-jobs
  jobwright repo list
`;

/** `jobwright repo` */
export function addRepoCommand(program: Command, context: CommandContext): void {
  const repo = program
    .command('repo')
    .summary('list, add and sync git repositories')
    .description('Lists, adds and syncs the git repositories that jobs come from.')
    .addHelpText('after', help);
  addList(repo, context);
  addAdd(repo, context);
  addSync(repo, context);
}

function addList(repo: Command, { terminal, action }: CommandContext): void {
  withConnection(repo.command('list').description('Lists the repositories and how each stands.'))
    .option('--json', 'one JSON array, for machines')
    .action(
      action<ListOptions>(async (options) => {
        const { listRepositories, stateOf } = await import('../repositories.ts');
        await using connection = await connect(options);
        const repositories = await listRepositories(connection.client);
        if (options.json === true) {
          terminal.out(JSON.stringify(repositories, undefined, 2));
          return exitCodes.ok;
        }
        const table = new Table({
          shouldDisableColors: !terminal.isInteractive,
          defaultColumnOptions: { alignment: 'left' },
        });
        for (const repository of repositories) {
          table.addRow({
            slug: repository.slug,
            remote: printable(repository.remote_url),
            commit: repository.current_commit?.slice(0, 12) ?? '',
            state: printable(stateOf(repository)),
          });
        }
        terminal.out(repositories.length === 0 ? 'There are no git repositories.' : table.render());
        return exitCodes.ok;
      }),
    );
}

function addAdd(repo: Command, { terminal, action }: CommandContext): void {
  withConnection(
    repo.command('add <name> <remote-url>').description('Adds a repository, syncs it and shows the log of that.'),
  )
    .option('--slug <slug>', 'part of the paths of its jobs; made of the name without it')
    .option('--ref <ref>', 'branch, tag or commit; the default branch without it')
    .option('--path <folder>', 'folder with the jobs; the root without it')
    .option('--interval <seconds>', 'sync so often; when somebody asks for it without it')
    .option('--token-env <variable>', 'variable of the server’s environment with an access token: JOBWRIGHT_SECRET_…')
    .action(
      action<AddOptions, [string, string]>(async (options, name, remoteUrl) => {
        const { addRepository } = await import('../repositories.ts');
        await using connection = await connect(options);
        const { slug, ref, path, interval, tokenEnv } = options;
        const repository = await addRepository(connection.client, {
          name,
          remote_url: remoteUrl,
          ...(slug === undefined ? {} : { slug }),
          ...(ref === undefined ? {} : { ref }),
          ...(path === undefined ? {} : { path }),
          ...(interval === undefined ? {} : { sync_interval_s: Number(interval) }),
          ...(tokenEnv === undefined ? {} : { credentials: { type: 'https-token', token: { env: tokenEnv } } }),
        });
        terminal.out(`Added the repository "${printable(name)}": its jobs are git.${repository.slug}/…`);
        return await follow(connection.client, repository.last_result?.id ?? '', terminal);
      }),
    );
}

function addSync(repo: Command, { terminal, action }: CommandContext): void {
  withConnection(repo.command('sync <slug>').description('Syncs a repository and shows the log of that.')).action(
    action<ConnectOptions, [string]>(async (options, slug) => {
      const { syncRepository } = await import('../repositories.ts');
      await using connection = await connect(options);
      return await follow(connection.client, await syncRepository(connection.client, slug), terminal);
    }),
  );
}

function withConnection(command: Command): Command {
  return command
    .option('--url <address>', 'a server elsewhere; its token is taken from JOBWRIGHT_TOKEN')
    .option('--username <name>', 'on behalf of this user; the first administrator without it');
}

async function connect(options: ConnectOptions) {
  const { connectToServer } = await import('../server-connection.ts');
  return await connectToServer(options);
}

async function follow(client: RestClient, jobResultId: string, terminal: Terminal): Promise<ExitCode> {
  const output = new RunOutput(terminal);
  const result = await followRun(client, jobResultId, { observer: { entry: (entry) => output.entry(entry) } });
  terminal.out(
    `\n${terminal.style('bold', result.status.label)}: git commit ${result.git_commit?.slice(0, 12) ?? 'none'}`,
  );
  return result.status.value === 'completed' ? exitCodes.ok : exitCodes.failed;
}
