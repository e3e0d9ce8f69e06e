import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertColor, assertSlug } from '../common/field-rules.ts';
import { colorProperty, organisationalProperties } from '../common/shared-properties.ts';
import { statusTrigger } from '../dcim/connection-triggers.ts';

const StatusSchema = defineEntity({
  name: 'Status',
  tableName: 'extras_status',
  triggers: [statusTrigger],
  properties: {
    ...organisationalProperties,
    color: colorProperty.default('9e9e9e'),
    /** Labels of the models that may have this status: `dcim.device`. Empty: all of them. */
    contentTypes: p.array().onCreate(() => []),
  },
});

/** A stage in the life of an object: `planned`, `active`, `decommissioning`… */
export class Status extends StatusSchema.class {}
StatusSchema.setClass(Status);

export const statusModel = defineModel(Status, {
  app: 'extras',
  display: '{name}',
  search: ['name', 'slug'],
  validate(status) {
    assertSlug(status.slug);
    assertColor(status.color);
  },
});
