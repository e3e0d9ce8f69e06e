import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DataPolicy, DataScope } from '../host/data/data-policy.ts';
import { bounded } from './behaviours/bounded.ts';
import { createLabDatabase, type LabDatabase } from './lab-database.ts';
import { createLabIsolate, type LabIsolate } from './lab-isolate.ts';
import { ids } from './seed.ts';

/** Amsterdam alone is seen of the sites; all devices but edge1 are changed, planned ones added, and none deleted. Makers are unseen. */
const scopes: Readonly<Record<string, DataScope>> = {
  'view lab.maker': 'none',
  'view lab.site': { where: { slug: 'ams' } },
  'add lab.device': { where: { status: 'planned' } },
  'change lab.device': { where: { name: { $ne: 'edge1' } } },
  'delete lab.device': 'none',
};
const boundedPolicy: DataPolicy = {
  scope: (action, label) => scopes[`${action} ${label}`] ?? 'all',
  explain: () => 'a test forbids it',
};

let lab: LabDatabase;
let isolate: LabIsolate;

beforeAll(async () => {
  lab = await createLabDatabase();
  isolate = await createLabIsolate();
});
afterAll(async () => {
  await isolate[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});
beforeEach(() => lab.seed());

test.each(bounded.map((it, index) => [it.name, it, index] as const))('a bounded run %s', async (...[, it, index]) => {
  const unit = lab.openUnitOfWork({ policy: boundedPolicy });

  try {
    expect(await isolate.run('bounded', index, unit)).toEqual(it.expected);
  } finally {
    await unit.abandon();
  }
});

test('nothing that was refused is in the change list', async () => {
  const unit = lab.openUnitOfWork({ policy: boundedPolicy });
  const index = bounded.findIndex((it) => it.name === 'goes on after a refusal');

  await isolate.run('bounded', index, unit);

  const changes = await unit.finish({ commit: false, record: async () => undefined });
  expect(changes.changes.map(({ action, id }) => [action, id])).toEqual([['update', ids.core2]]);
});
