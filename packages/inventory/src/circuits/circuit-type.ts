import { defineModel } from '@jobwright/sdk';
import { defineEntity } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';

const CircuitTypeSchema = defineEntity({
  name: 'CircuitType',
  tableName: 'circuits_circuit_type',
  properties: { ...organisationalProperties },
});

/** A kind of circuits: internet access, MPLS, dark fibre… */
export class CircuitType extends CircuitTypeSchema.class {}
CircuitTypeSchema.setClass(CircuitType);

export const circuitTypeModel = defineModel(CircuitType, {
  app: 'circuits',
  display: '{name}',
  search: ['name', 'slug'],
  validate(type) {
    assertSlug(type.slug);
  },
});
