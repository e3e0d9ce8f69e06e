import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { authenticateToken, createToken } from '../modules/users/tokens.ts';
import type { RunningServer } from '../server.ts';

/**
 * A token of the first administrator for `jobwright start` to print: the configured one, or one that is kept in the data
 * folder, readable by its owner only, beside the password of the database. A token that was revoked is replaced.
 */
export async function administratorKey(server: RunningServer, config: Config): Promise<string> {
  if (config.superuserToken !== undefined) return config.superuserToken;
  const { pool } = server.database;
  const file = join(config.dataDir, 'administrator-token');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  const { newKey, username } = server.administrator;
  if (newKey === undefined && kept !== '' && (await authenticateToken(pool, kept)) !== undefined) return kept;
  const key = newKey ?? (await makeKey(server, username));
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}

async function makeKey({ database: { pool } }: RunningServer, username: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select id from users_user where username = $1', [username]);
  const [user] = rows;
  if (user === undefined) throw new Error(`The administrator "${username}" is gone.`);
  return (await createToken(pool, { userId: user.id, description: 'jobwright start' })).key;
}
