import { Readable } from 'node:stream';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { storeUpload } from '../../modules/files/store-upload.ts';
import type { SecretBox } from '../../modules/secrets/secret-box.ts';
import { Secret } from '../../modules/secrets/secret.entity.ts';
import type { Caller } from '../../modules/users/caller.ts';
import { createUser } from '../../modules/users/create-user.ts';
import { ObjectPermission } from '../../modules/users/object-permission.entity.ts';
import type { BenchFile, BenchUser } from './bench-run.ts';

/** Adds the user of a run with what they may do. */
export async function addBenchUser(
  database: { readonly pool: Pool; readonly em: EntityManager },
  user: BenchUser,
): Promise<Caller> {
  const { username, email, isSuperuser, permissions } = user;
  const { id } = await createUser(database.pool, { username, email, isSuperuser });
  for (const [index, { objectTypes, actions, constraints }] of permissions.entries()) {
    database.em.create(ObjectPermission, {
      name: `test ${index}`,
      objectTypes: [...objectTypes],
      actions: [...actions],
      constraints: constraints ?? null,
      users: [id],
    } as never);
  }
  await database.em.flush();
  return { id, username, email, isSuperuser, writeEnabled: true, isLimited: false };
}

/** Stores secrets that every job may read. */
export async function addBenchSecrets(
  em: EntityManager,
  box: SecretBox,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(secrets)) {
    const id = uuidv7();
    em.create(Secret, { id, name, description: '', jobs: ['*'], sealedValue: box.seal(value, id) } as never);
  }
  await em.flush();
}

/** Stores files as uploads of a user. @returns their ids by variable */
export async function addBenchFiles(
  pool: Pool,
  userId: string,
  files: Readonly<Record<string, BenchFile>>,
): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  for (const [variable, { name, contentType, content }] of Object.entries(files)) {
    const stream = Readable.from([Buffer.from(content)]);
    ids[variable] = (await storeUpload(pool, { stream, name, contentType, userId })).id;
  }
  return ids;
}
