import type { Pool } from 'pg';
import { SecretUnreadableError } from '../../errors.ts';
import type { SecretBox } from './secret-box.ts';

/** What became of the secrets that an older key had sealed. */
export interface Resealed {
  /** Names of those that the present key seals now. */
  readonly resealed: readonly string[];
  /** Names of those that none of the keys opens. They stay as they are: their key may come back. */
  readonly unreadable: readonly string[];
}

/**
 * Seals with the first key what an older one had sealed, so that the older one can be taken away. A secret that is given
 * another value meanwhile keeps that.
 */
export async function resealSecrets(pool: Pool, box: SecretBox): Promise<Resealed> {
  const { rows } = await pool.query<{ id: string; name: string; sealed: Buffer }>(
    'select id, name, sealed_value as sealed from extras_secret order by name',
  );
  const resealed: string[] = [];
  const unreadable: string[] = [];
  for (const { id, name, sealed } of rows) {
    if (box.isCurrent(sealed)) continue;
    let value: string;
    try {
      value = box.open(sealed, id);
    } catch (error) {
      if (!(error instanceof SecretUnreadableError)) throw error;
      unreadable.push(name);
      continue;
    }
    await pool.query('update extras_secret set sealed_value = $3 where id = $1 and sealed_value = $2', [
      id,
      sealed,
      box.seal(value, id),
    ]);
    resealed.push(name);
  }
  return { resealed, unreadable };
}
