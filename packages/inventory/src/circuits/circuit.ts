import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertRange } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { assertStatus } from '../common/status-rules.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { CircuitTermination } from './circuit-termination.ts';
import { CircuitType } from './circuit-type.ts';
import { Provider } from './provider.ts';

const CircuitSchema = defineEntity({
  name: 'Circuit',
  tableName: 'circuits_circuit',
  uniques: [{ properties: ['provider', 'cid'] }],
  properties: {
    ...modelProperties,
    /** Number by which the provider knows the circuit. */
    cid: p.string().length(100).index(),
    provider: () => p.manyToOne(Provider).deleteRule('restrict'),
    type: () => p.manyToOne(CircuitType).deleteRule('restrict').index(),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    installDate: p.date().nullable(),
    /** Kbit/s that the provider guarantees. */
    commitRate: p.integer().nullable(),
    description: p.string().length(200).default(''),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('circuits_circuit_tags'),
    terminations: () => p.oneToMany(CircuitTermination).mappedBy('circuit'),
  },
});

/** A line that a provider runs between two ends, A and Z. */
export class Circuit extends CircuitSchema.class {}
CircuitSchema.setClass(Circuit);

export const circuitModel = defineModel(Circuit, {
  app: 'circuits',
  display: '{cid}',
  search: ['cid', 'description', 'provider.name'],
  ordering: ['provider.name', 'cid'],
  validate(circuit) {
    assertStatus(circuit.status, 'circuits.circuit');
    assertRange('commit_rate', circuit.commitRate, { min: 0, max: 2_147_483_647 });
  },
});
