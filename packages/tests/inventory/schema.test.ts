import { expect, test } from 'vitest';
import { openInventory } from './inventory-database.ts';

test('the migrations make exactly the schema that the entities describe', async () => {
  await using inventory = await openInventory();
  const difference = await inventory.orm.schema.getUpdateSchemaSQL({ wrap: false });

  expect(difference).toBe('');
});
