import { InvalidArgumentError, type Command } from 'commander';
import { isNetwork } from '../../modules/models/filters/parse-value.ts';
import { findActiveUser } from '../../modules/users/create-user.ts';
import { createToken } from '../../modules/users/tokens.ts';
import { CommandUsageError } from '../../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommonOptions } from '../database-access.ts';
import type { CommandContext } from '../command-context.ts';

interface CreateTokenOptions extends CommonOptions {
  readonly description?: string;
  readonly readOnly?: boolean;
  readonly expires?: Date;
  readonly network?: readonly string[];
}

/** `jobwright token create` */
export function addTokenCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('token')
    .summary('manage tokens of the API')
    .command('create <username>')
    .summary('make a token')
    .description('Makes a token for the API and prints it, once: only a digest of it is kept.')
    .option('--description <text>', 'what the token is for', 'jobwright token create')
    .option('--read-only', 'the token may only read')
    .option('--expires <date>', 'when it ends: 2027-01-31 or 2027-01-31T12:00:00Z', parseDate)
    .option('--network <network...>', 'where it may be used from: 10.0.0.0/8', parseNetwork)
    .addHelpText('after', '\nExample:\n  TOKEN=$(jobwright token create alice --expires 2027-01-31)\n')
    .action(
      action<CreateTokenOptions, [string]>(async (options, username) => {
        const { openDatabaseAccess } = await import('../database-access.ts');
        await using access = await openDatabaseAccess(options);
        const { pool } = access.database;
        const user = await findActiveUser(pool, username);
        if (user === undefined)
          throw new CommandUsageError(
            `There is no active user "${username}". Make one with "jobwright user create ${username}".`,
          );
        const { key } = await createToken(pool, {
          userId: user.id,
          writeEnabled: options.readOnly !== true,
          ...(options.description === undefined ? {} : { description: options.description }),
          ...(options.network === undefined ? {} : { allowedNetworks: options.network }),
          ...(options.expires === undefined ? {} : { expires: options.expires }),
        });
        terminal.out(key);
        return exitCodes.ok;
      }),
    );
}

function parseDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It is no date.');
  if (date.getTime() <= Date.now()) throw new InvalidArgumentError('It is in the past.');
  return date;
}

function parseNetwork(text: string, previous: readonly string[] = []): readonly string[] {
  if (!isNetwork(text)) throw new InvalidArgumentError('It is no IP address or network.');
  return [...previous, text];
}
