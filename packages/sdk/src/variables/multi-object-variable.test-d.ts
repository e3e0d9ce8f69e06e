import { defineEntity, p } from '@mikro-orm/core';
import { expectTypeOf, test } from 'vitest';
import { baseProperties, Job, type JobData } from '../index.ts';
import { MultiObjectVar } from './multi-object-variable.ts';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string() } });
class Site extends SiteSchema.class {}

class Inputs extends Job {
  plain = MultiObjectVar({ model: Site });
  optional = MultiObjectVar({ model: Site, required: false });
  withDefault = MultiObjectVar({ model: Site, required: false, default: [{ name: 'AMS01' }] });
}

test('objects are a list of their entity', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: Site[];
    readonly withDefault: Site[];
    readonly optional?: Site[] | undefined;
  }>();
});

test('a null option is an error', () => {
  // @ts-expect-error - choose nothing instead
  MultiObjectVar({ model: Site, nullOption: 'None' });
});
