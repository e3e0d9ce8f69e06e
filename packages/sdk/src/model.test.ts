import { defineEntity, MikroORM, p } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { describe, expect, test } from 'vitest';
import { baseProperties } from './base-properties.ts';
import { ModelDefinitionError, ModelUnknownError } from './errors.ts';
import { parseDisplay, renderDisplay } from './internal/display.ts';
import { ModelRegistry } from './internal/model-registry.ts';
import { defineModel, type ModelOptions } from './model.ts';

class DeviceType {
  model = '';
  manufacturer?: { name: string } | null;
}
class IPAddress {
  address = '';
}
class Prefix {
  prefix = '';
}
class Facility {
  name = '';
}

describe('defineModel', () => {
  test('names follow from the class', () => {
    const model = defineModel(DeviceType, { app: 'dcim', display: '{manufacturer.name} {model}' });

    expect(model).toEqual({
      label: 'dcim.devicetype',
      app: 'dcim',
      name: 'devicetype',
      endpoint: 'device-types',
      verboseName: 'device type',
      verboseNamePlural: 'device types',
      entity: DeviceType,
      display: '{manufacturer.name} {model}',
      search: ['manufacturer.name', 'model'],
      ordering: ['manufacturer.name', 'model'],
      sensitive: [],
    });
  });

  test.each([
    [IPAddress, '{address}', 'ip-addresses', 'IP address', 'IP addresses'],
    [Prefix, '{prefix}', 'prefixes', 'prefix', 'prefixes'],
    [Facility, '{name}', 'facilities', 'facility', 'facilities'],
  ])('%s has a regular plural', (...[entity, display, endpoint, verboseName, verboseNamePlural]) => {
    expect(defineModel(entity as typeof Prefix, { app: 'ipam', display })).toMatchObject({
      endpoint,
      verboseName,
      verboseNamePlural,
    });
  });

  test('options replace them', () => {
    const options: ModelOptions<Prefix> = {
      app: 'ipam',
      name: 'block',
      endpoint: 'blocks',
      label: 'block',
      labelPlural: 'blocks of addresses',
      display: '{prefix}',
      search: ['description'],
      ordering: ['-created'],
      sensitive: ['secret'],
      validate: () => {},
    };

    expect(defineModel(Prefix, options)).toMatchObject({
      label: 'ipam.block',
      endpoint: 'blocks',
      verboseName: 'block',
      verboseNamePlural: 'blocks of addresses',
      search: ['description'],
      ordering: ['-created'],
      sensitive: ['secret'],
      validate: expect.any(Function),
    });
  });

  test.each([
    [{ app: 'DCIM' }, 'The app "DCIM" of the model Prefix must match'],
    [{ name: '1x' }, 'The name "1x" of the model Prefix must match'],
    [{ endpoint: 'a b' }, 'The endpoint "a b" of the model Prefix must match'],
    [{ display: 'fixed' }, 'The display template "fixed" is malformed'],
    [{ display: '{a' }, 'The display template "{a" is malformed'],
    [{ display: '{a b}' }, 'The display template "{a b}" is malformed'],
    [{ display: '{}' }, 'The display template "{}" is malformed'],
  ])('%j is refused', (options, message) => {
    expect(() => defineModel(Prefix, { app: 'ipam', display: '{prefix}', ...options })).toThrow(message);
    expect(() => defineModel(Prefix, { app: 'ipam', display: '{prefix}', ...options })).toThrow(ModelDefinitionError);
  });
});

describe('display lines', () => {
  const line = (template: string, object: object): string => renderDisplay(parseDisplay(template), object);

  test('paths cross relations, and empty values leave nothing', () => {
    expect(line('{manufacturer.name} {model}', { manufacturer: { name: 'Acme' }, model: 'X1' })).toBe('Acme X1');
    expect(line('{manufacturer.name} {model}', { manufacturer: null, model: 'X1' })).toBe('X1');
    expect(line('{a.b.c}{n}', { n: 0 })).toBe('0');
  });

  test('an object whose line would be empty is shown by its id', () => {
    expect(line('{name}', { id: 'x1', name: null })).toBe('x1');
    expect(line('{name}', {})).toBe('');
  });

  test('dates, numbers and flags are readable', () => {
    expect(line('{d} {n} {b} {big}', { d: new Date(0), n: 1.5, b: false, big: 3n })).toBe(
      '1970-01-01T00:00:00.000Z 1.5 false 3',
    );
  });
});

describe('ModelRegistry', () => {
  const prefixModel = defineModel(Prefix, { app: 'ipam', display: '{prefix}' });
  const registry = new ModelRegistry([prefixModel, defineModel(DeviceType, { app: 'dcim', display: '{model}' })]);

  test('finds models by label, class, class name and object', () => {
    class Derived extends Prefix {}

    expect(registry.get('ipam.prefix')).toBe(prefixModel);
    expect(registry.getByClass(Prefix)).toBe(prefixModel);
    expect(registry.findByEntityName('Prefix')).toBe(prefixModel);
    expect(registry.getByObject(new Prefix())).toBe(prefixModel);
    expect(registry.getByObject(new Derived())).toBe(prefixModel);
    expect(registry.all.map((model) => model.label)).toEqual(['ipam.prefix', 'dcim.devicetype']);
  });

  test('a class of the same name is not the model', () => {
    const Impostor = { Prefix: class Prefix extends Facility {} }.Prefix;

    expect(registry.findByClass(Impostor)).toBeUndefined();
    expect(() => registry.getByClass(Impostor)).toThrow(ModelUnknownError);
    expect(() => registry.getByObject(new Impostor())).toThrow(ModelUnknownError);
    expect(() => registry.get('ipam.nothing')).toThrow(
      'There is no model "ipam.nothing". Is its plugin in the configuration?',
    );
  });

  test('describes an object', () => {
    expect(registry.describe(Object.assign(new Prefix(), { id: 'x1', prefix: '10.0.0.0/8' }))).toEqual({
      model: 'ipam.prefix',
      id: 'x1',
      display: '10.0.0.0/8',
    });
  });

  test('two models of the same label, entity or endpoint are refused', () => {
    const Other = { Prefix: class Prefix extends Facility {} }.Prefix;
    const display = '{prefix}';

    expect(() => new ModelRegistry([prefixModel, prefixModel])).toThrow('Two models have the label "ipam.prefix".');
    expect(() => new ModelRegistry([prefixModel, defineModel(Other, { app: 'other', display })])).toThrow(
      'Two models have the entity name "Prefix".',
    );
    expect(
      () => new ModelRegistry([prefixModel, defineModel(Facility, { app: 'ipam', display, endpoint: 'prefixes' })]),
    ).toThrow('Two models have the REST endpoint "ipam/prefixes".');
  });
});

test("base properties are shared by entities without getting in each other's way", async () => {
  const ASchema = defineEntity({ name: 'A', properties: { ...baseProperties, name: p.string() } });
  class A extends ASchema.class {}
  ASchema.setClass(A);
  const BSchema = defineEntity({ name: 'B', properties: { ...baseProperties, a: () => p.manyToOne(A) } });
  class B extends BSchema.class {}
  BSchema.setClass(B);
  const orm = new MikroORM({ entities: [A, B], driver: PostgreSqlDriver, dbName: 'none' });
  const em = orm.em.fork();

  const a = em.create(A, { name: 'a' });
  const b = em.create(B, { a });
  await orm.close();

  expect(a.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(b.id).not.toBe(a.id);
  expect(b.created).toBeInstanceOf(Date);
  expect(orm.getMetadata().get(B).properties.lastUpdated.fieldNames).toEqual(['last_updated']);
});
