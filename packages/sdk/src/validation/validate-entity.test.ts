import { defineEntity, MikroORM, p, Type } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { baseProperties } from '../base-properties.ts';
import { ValidationError } from '../errors.ts';
import { defineModel } from '../model.ts';
import { validateEntity } from './validate-entity.ts';

const OwnerSchema = defineEntity({ name: 'Owner', properties: { ...baseProperties, name: p.string() } });
class Owner extends OwnerSchema.class {}
OwnerSchema.setClass(Owner);

/** A colour as an object in code and `#rrggbb` in the database. */
class ColourType extends Type<{ readonly red: number }, string> {
  override compareAsType(): string {
    return 'string';
  }

  override getColumnType(): string {
    return 'varchar(7)';
  }
}

const ThingSchema = defineEntity({
  name: 'Thing',
  properties: {
    ...baseProperties,
    name: p.string().length(10),
    assetTag: p.string().nullable(),
    serial: p.string().default(''),
    notes: p.text().nullable(),
    fixed: p.character().length(3).nullable(),
    number: p.integer().nullable(),
    unsigned: p.integer().unsigned().nullable(),
    small: p.smallint().nullable(),
    big: p.bigint('string').nullable(),
    price: p.decimal().precision(5).scale(2).nullable(),
    weight: p.float().nullable(),
    ratio: p.double().nullable(),
    active: p.boolean().default(true),
    status: p.enum(['planned', 'active']).nullable(),
    units: p.enum([1, 2]).nullable(),
    flags: p.enum(['a', 'b']).array().nullable(),
    labels: p.array().nullable(),
    data: p.json<unknown>().nullable(),
    externalId: p.uuid().nullable(),
    address: p.string().columnType('inet').nullable(),
    network: p.string().columnType('cidr').nullable(),
    mac: p.string().columnType('macaddr').nullable(),
    installed: p.datetime().nullable(),
    day: p.date().nullable(),
    time: p.time().nullable(),
    colour: p.type(ColourType).nullable(),
    owner: () => p.manyToOne(Owner),
    lastOwner: () => p.manyToOne(Owner).nullable(),
    owners: () => p.manyToMany(Owner),
    revision: p.integer().version(),
    computed: p.string().persist(false).nullable(),
  },
});
class Thing extends ThingSchema.class {}
ThingSchema.setClass(Thing);

const calls: string[] = [];
const thingModel = defineModel(Thing, {
  app: 'test',
  display: '{name}',
  validate(thing) {
    calls.push(thing.name);
    if (thing.name === 'bad')
      throw new ValidationError({ assetTag: 'A', owner_id: ['B', 'C'], owner: 'D', other: 'E' });
    if (thing.name === 'whole') throw new ValidationError('Not like this.');
    if (thing.name === 'bug') throw new TypeError('bug');
  },
});

let orm: MikroORM;
beforeAll(() => {
  orm = new MikroORM({ entities: [Thing, Owner], driver: PostgreSqlDriver, dbName: 'none' });
});
afterAll(() => orm.close());
beforeEach(() => {
  calls.length = 0;
});

/** Problems of a thing with these values beside good ones. */
async function problems(values: Record<string, unknown>): Promise<ValidationError['problems'] | undefined> {
  const em = orm.em.fork();
  const thing = em.create(Thing, { name: 'good', data: null, owner: em.create(Owner, { name: 'Ann' }) });
  Object.assign(thing, values);
  try {
    await validateEntity(thing, thingModel, { em });
    return undefined;
  } catch (error) {
    if (error instanceof ValidationError) return error.problems;
    throw error;
  }
}

test('a new object with what it needs passes: defaults and generated values are not asked for', async () => {
  expect(await problems({})).toBeUndefined();
  expect(calls).toEqual(['good']);
});

test('all field problems come at once, under the names of REST, and the rules of the model are not reached', async () => {
  expect(await problems({ name: undefined, owner: undefined, assetTag: 3, number: 2 ** 31 })).toEqual({
    name: ['This field is required.'],
    owner: ['This field is required.'],
    asset_tag: ['Must be text.'],
    number: ['Must be between -2147483648 and 2147483647.'],
  });
  expect(calls).toEqual([]);
});

test('a class made by new is checked like one made by em.create', async () => {
  const thing = new Thing();

  await expect(validateEntity(thing, thingModel, { em: orm.em.fork() })).rejects.toMatchObject({
    code: 'JOBWRIGHT_VALIDATION_FAILED',
    message: 'name: This field is required. owner: This field is required.',
  });
});

describe('required', () => {
  test('null is refused where the column is not nullable', async () => {
    expect(await problems({ name: null, serial: null, active: null })).toEqual({
      name: ['This field is required.'],
      serial: ['This field is required.'],
      active: ['This field is required.'],
    });
    expect(await problems({ assetTag: null, lastOwner: null })).toBeUndefined();
  });

  test('empty text is refused unless it is the default or the column is nullable', async () => {
    expect(await problems({ name: '' })).toEqual({ name: ['This field is required.'] });
    expect(await problems({ serial: '', assetTag: '', notes: '' })).toBeUndefined();
  });

  test('what was not loaded is not asked for', async () => {
    const em = orm.em.fork();

    await expect(
      validateEntity(em.getReference(Thing, '01890a5d-ac96-774b-bcce-b302099a8058'), thingModel, { em }),
    ).resolves.toBeUndefined();
    const partial = em.map(Thing, { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'from the database' });
    await expect(validateEntity(partial, thingModel, { em })).rejects.toMatchObject({
      problems: { name: ['Must have at most 10 characters; it has 17.'] },
    });
  });
});

describe('values', () => {
  test.each([
    ['name', 'x'.repeat(10)],
    ['name', '😀'.repeat(10)],
    ['assetTag', 'x'.repeat(255)],
    ['notes', 'x'.repeat(300)],
    ['number', -(2 ** 31)],
    ['small', 32767],
    ['big', '9223372036854775807'],
    ['big', 9007199254740991n],
    ['price', '999.99'],
    ['price', 0],
    ['price', '-12.500'],
    ['weight', 1.5],
    ['active', false],
    ['status', 'planned'],
    ['units', 2],
    ['flags', ['a', 'b']],
    ['labels', ['x']],
    ['data', { nested: [1, null, 'x'] }],
    ['data', 'text'],
    ['externalId', '01890A5D-AC96-774B-BCCE-B302099A8057'],
    ['address', '192.0.2.5'],
    ['address', '192.0.2.5/24'],
    ['address', '2001:db8::1/64'],
    ['network', '192.0.2.0/24'],
    ['mac', '00:00:5e:00:53:af'],
    ['installed', new Date('2026-11-23T10:00:00Z')],
    ['installed', '2026-11-23T10:00:00Z'],
    ['day', '2024-02-29'],
    ['time', '23:59:59'],
    ['colour', { red: 1 }],
    ['computed', 3],
    ['revision', 'x'],
  ])('%s may be %s', async (property, value) => {
    expect(await problems({ [property]: value })).toBeUndefined();
  });

  test.each([
    ['name', 'x'.repeat(11), 'Must have at most 10 characters; it has 11.'],
    ['name', 'a\0b', 'Must not contain null characters.'],
    ['assetTag', 'x'.repeat(256), 'Must have at most 255 characters; it has 256.'],
    ['notes', 3, 'Must be text.'],
    ['fixed', 'abcd', 'Must have at most 3 characters; it has 4.'],
    ['number', 1.5, 'Must be a whole number.'],
    ['number', Number.NaN, 'Must be a whole number.'],
    ['number', 'x', 'Must be a whole number.'],
    ['unsigned', -1, 'Must be between 0 and 2147483647.'],
    ['small', 32768, 'Must be between -32768 and 32767.'],
    ['big', '9223372036854775808', 'Must be between -9223372036854775808 and 9223372036854775807.'],
    ['price', '1000', 'Must have at most 3 digits before the decimal point.'],
    ['price', '1.255', 'Must have at most 2 digits after the decimal point.'],
    ['price', 'x', 'Must be a decimal number.'],
    ['price', '.', 'Must be a decimal number.'],
    ['weight', 'x', 'Must be a number.'],
    ['weight', Number.POSITIVE_INFINITY, 'Must be a number.'],
    ['ratio', Number.NaN, 'Must be a number.'],
    ['active', 'yes', 'Must be true or false.'],
    ['status', 'gone', 'Must be one of: planned, active.'],
    ['units', 3, 'Must be one of: 1, 2.'],
    ['flags', ['a', 'c'], 'Must be one of: a, b.'],
    ['flags', 'a', 'Must be a list.'],
    ['labels', 'a', 'Must be a list.'],
    ['data', { text: 'a\0b' }, 'Must not contain null characters.'],
    ['data', { big: 1n }, 'Must be JSON: no cycles, no bigint, no functions.'],
    ['data', () => 1, 'Must be JSON: no cycles, no bigint, no functions.'],
    ['externalId', 'x', 'Must be a UUID.'],
    ['address', '192.0.2', 'Must be an IP address, with or without a mask.'],
    ['network', '192.0.2.1/24', '192.0.2.1/24 has host bits set: did you mean 192.0.2.0/24?'],
    ['network', 'x', 'Must be an IP network, such as 192.0.2.0/24.'],
    ['mac', '00:00', 'Must be a MAC address, such as 00:00:5e:00:53:af.'],
    ['installed', new Date('x'), 'Must be a date and time.'],
    ['installed', 'soon', 'Must be a date and time.'],
    ['day', '2026-02-30', 'Must be a date: YYYY-MM-DD.'],
    ['time', '25:00:00', 'Must be a time: HH:MM:SS.'],
  ])('%s may not be %s', async (property, value, message) => {
    const found = await problems({ [property]: value });

    expect(Object.values(found ?? {})).toEqual([[message]]);
  });

  test('a relation must be an object of its entity', async () => {
    expect(await problems({ lastOwner: new Thing() })).toEqual({ last_owner: ['Must be a Owner.'] });
  });
});

describe('rules of the model', () => {
  test('their problems come under the names of REST, whether they name properties or columns', async () => {
    expect(await problems({ name: 'bad' })).toEqual({ asset_tag: ['A'], owner: ['B', 'C', 'D'], other: ['E'] });
    expect(await problems({ name: 'whole' })).toEqual({ __all__: ['Not like this.'] });
  });

  test('another error comes out as it is', async () => {
    await expect(problems({ name: 'bug' })).rejects.toThrow(TypeError);
  });
});
