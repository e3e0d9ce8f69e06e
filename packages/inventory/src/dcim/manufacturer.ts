import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { DeviceType } from './device-type.ts';

const ManufacturerSchema = defineEntity({
  name: 'Manufacturer',
  tableName: 'dcim_manufacturer',
  properties: {
    ...organisationalProperties,
    deviceTypes: () => p.oneToMany(DeviceType).mappedBy('manufacturer'),
  },
});

/** A maker of devices. */
export class Manufacturer extends ManufacturerSchema.class {}
ManufacturerSchema.setClass(Manufacturer);

export const manufacturerModel = defineModel(Manufacturer, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug'],
  validate(manufacturer) {
    assertSlug(manufacturer.slug);
  },
});
