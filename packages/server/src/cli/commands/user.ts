import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { createUser } from '../../modules/users/create-user.ts';
import { createToken } from '../../modules/users/tokens.ts';
import { CommandUsageError } from '../../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import type { CommonOptions } from '../database-access.ts';
import type { CommandContext } from '../command-context.ts';

interface CreateUserOptions extends CommonOptions {
  readonly email?: string;
  readonly superuser?: boolean;
  readonly passwordStdin?: boolean;
  readonly token?: boolean;
}

/** `jobwright user create` */
export function addUserCommand(program: Command, { terminal, action }: CommandContext): void {
  program
    .command('user')
    .summary('manage users')
    .command('create <username>')
    .summary('make a user')
    .description('Makes a user. Without a password the user works with tokens only.')
    .option('--email <address>', 'e-mail address')
    .option('--superuser', 'the user may do everything')
    .option('--password-stdin', 'read a password from standard input')
    .option('--token', 'make a token as well and print it')
    .addHelpText(
      'after',
      '\nExamples:\n  jobwright user create alice --token\n  echo "$PASSWORD" | jobwright user create bob --superuser --password-stdin\n',
    )
    .action(
      action<CreateUserOptions, [string]>(async (options, username) => {
        if (!/^[\w.@+-]{1,150}$/.test(username)) {
          throw new CommandUsageError('A name of a user has 1 to 150 letters, digits or the characters @ . + - _');
        }
        const password = options.passwordStdin === true ? await readPassword() : undefined;
        const { openDatabaseAccess } = await import('../database-access.ts');
        await using access = await openDatabaseAccess(options);
        const { pool } = access.database;
        const user = await createUser(pool, {
          username,
          isSuperuser: options.superuser ?? false,
          ...(options.email === undefined ? {} : { email: options.email }),
          ...(password === undefined ? {} : { password }),
        });
        terminal.err(`Made the user ${username}.`);
        if (options.token === true) {
          const { key } = await createToken(pool, { userId: user.id, description: 'jobwright user create' });
          terminal.out(key);
        }
        return exitCodes.ok;
      }),
    );
}

async function readPassword(): Promise<string> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (password.length < 8) throw new CommandUsageError('A password has at least 8 characters.');
  return password;
}
