import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { Manufacturer } from './manufacturer.ts';

const PlatformSchema = defineEntity({
  name: 'Platform',
  tableName: 'dcim_platform',
  properties: {
    ...organisationalProperties,
    /** Limits the platform to devices of this maker. */
    manufacturer: () => p.manyToOne(Manufacturer).nullable().deleteRule('restrict').index(),
    /** Name of the driver that automation uses: `ios`, `eos`, `junos`. */
    napalmDriver: p.string().length(50).default(''),
  },
});

/** An operating system of devices or virtual machines. */
export class Platform extends PlatformSchema.class {}
PlatformSchema.setClass(Platform);

export const platformModel = defineModel(Platform, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug', 'napalmDriver'],
  validate(platform) {
    assertSlug(platform.slug);
  },
});
