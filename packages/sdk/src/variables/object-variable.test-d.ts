import { defineEntity, p } from '@mikro-orm/core';
import { expectTypeOf, test } from 'vitest';
import { baseProperties, Job, type JobData } from '../index.ts';
import { ObjectVar } from './object-variable.ts';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string() } });
class Site extends SiteSchema.class {}

class Inputs extends Job {
  plain = ObjectVar({ model: Site });
  filtered = ObjectVar({
    model: Site,
    queryParams: { region_id: '$region', status: ['active', 'planned'] },
    displayField: 'slug',
  });
  optional = ObjectVar({ model: Site, required: false });
  withNull = ObjectVar({ model: Site, nullOption: 'None' });
  optionalWithNull = ObjectVar({ model: Site, required: false, nullOption: 'None' });
  withDefault = ObjectVar({ model: Site, required: false, default: { name: 'AMS01' } });
}

test('an object is its entity; null is part of it with a null option only', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: Site;
    readonly filtered: Site;
    readonly withNull: Site | null;
    readonly withDefault: Site;
    readonly optional?: Site | undefined;
    readonly optionalWithNull?: Site | null | undefined;
  }>();
});

test('a model is needed, and filters are scalars or lists', () => {
  // @ts-expect-error - no model
  ObjectVar({ required: false });
  // @ts-expect-error - a filter that REST could not express
  ObjectVar({ model: Site, queryParams: { region: { name: 'EMEA' } } });
});
