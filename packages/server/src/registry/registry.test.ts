import { defineEntity, p } from '@mikro-orm/core';
import { defineModel, definePlugin } from '@jobwright/sdk';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLabDatabase, type LabDatabase } from '../runtime/orm-suite/lab-database.ts';
import { ids } from '../runtime/orm-suite/seed.ts';
import { displaySqlOf } from './display-sql.ts';
import { HostModels, loadForeignKeys } from './index.ts';

let lab: LabDatabase;

beforeAll(async () => {
  lab = await createLabDatabase();
});
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(() => lab.seed());

async function display(template: string, id: string): Promise<string | undefined> {
  const meta = lab.models.find('Device')!.meta;
  const rows = await lab.query<{ display: string }>(displaySqlOf(meta, template).query, [[id]]);
  return rows[0]?.display;
}

test('a display has text and values, also over relations', async () => {
  expect(await display('{name} at {site.name} ({type.maker.name} {type.model})', ids.core1)).toBe(
    'core1 at Amsterdam (Acme X1)',
  );
});

test.each([
  ['{address}', ids.core2, '10.0.1.1'],
  ['{network}', ids.core1, '10.0.0.0/24'],
  ['{isManaged}', ids.edge1, 'false'],
  ['{installed}', ids.core1, '2026-03-04T05:06:07.089Z'],
  ['{price}', ids.core1, '1234.50'],
  ['{counter}', ids.core1, '9007199254740993'],
])('a display shows %s of %s as JavaScript would', async (template, id, expected) => {
  expect(await display(template, id)).toBe(expected);
});

test('a display leaves out what is empty, and white space around it', async () => {
  expect(await display('{name} {serial} {site.region.parent.parent.name} !', ids.edge1)).toBe('edge1 !');
});

test('a display that is empty is the key', async () => {
  expect(await display('{serial}', ids.edge1)).toBe(ids.edge1);
});

test('a display may hold quotes, percent signs and question marks', async () => {
  expect(await display(`it's 100% {name}?`, ids.core1)).toBe(`it's 100% core1?`);
});

test('a display is cut to 500 characters', async () => {
  expect(await display('x'.repeat(600), ids.core1)).toHaveLength(500);
});

test('foreign keys have the rules that the database has', async () => {
  const graph = await loadForeignKeys((sql, parameters) => lab.query(sql, parameters));

  expect(graph.referringTo('lab_site').map((key) => [key.childTable, key.childColumn, key.onDelete])).toEqual([
    ['lab_device', 'site_id', 'cascade'],
  ]);
  expect(graph.referringTo('lab_region').map((key) => [key.childTable, key.childColumn, key.onDelete])).toEqual([
    ['lab_region', 'parent_id', 'set-null'],
    ['lab_site', 'region_id', 'set-null'],
  ]);
  expect(graph.referringTo('lab_device_type').map((key) => key.onDelete)).toEqual(['restrict']);
});

test('models and the pairs between them can be reached, tables of the platform cannot', () => {
  expect(lab.models.findEntity('Device')?.tableName).toBe('lab_device');
  expect(lab.models.findEntity('DeviceService')?.tableName).toBe('lab_device_service');
  expect(lab.models.findEntity('User')).toBeUndefined();
  expect(lab.models.find('DeviceService')).toBeUndefined();
});

test('a model without a key of one column is refused', async () => {
  const PairSchema = defineEntity({
    name: 'Pair',
    properties: { left: p.integer().primary(), right: p.integer().primary() },
  });
  class Pair extends PairSchema.class {}
  PairSchema.setClass(Pair);
  const orm = await MikroORM.init({ entities: [Pair], dbName: 'unused' });
  const plugin = definePlugin({
    name: 'pairs',
    modelsFrom: 'pairs',
    models: [defineModel(Pair, { app: 'pairs', display: '{left}' })] as never,
  });

  expect(() => new HostModels(orm, [plugin])).toThrow(
    'The model pairs.pair needs a primary key of one column. Give it "...baseProperties".',
  );
});
