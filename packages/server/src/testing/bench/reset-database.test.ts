import { Site, Status } from '@jobwright/inventory';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { expect, test } from 'vitest';
import { openDatabase } from '../../database/orm.ts';
import { createTestDatabase } from '../test-database.ts';
import { rememberDatabase } from './reset-database.ts';

test('a database comes back to what it was, with what migrations had put into it, whatever refers to what', async () => {
  const plugins = [inventory];
  await using created = await createTestDatabase({ plugins });
  await using database = await openDatabase({ url: created.url, plugins });
  const migration = database.orm.em.fork();
  migration.create(Status, { name: 'Migrated', slug: 'migrated' });
  await migration.flush();
  const reset = await rememberDatabase(database.pool);

  const seed = database.orm.em.fork();
  const status = await seed.findOneOrFail(Status, { slug: 'migrated' });
  status.name = 'Changed';
  seed.create(Site, { name: 'Delft', slug: 'delft', status });
  await seed.flush();
  await reset();

  const em = database.orm.em.fork();
  expect((await em.findAll(Status)).map(({ name }) => name)).toEqual(['Migrated']);
  expect(await em.count(Site)).toBe(0);
});
