import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertRange } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { Cable } from '../dcim/cable.ts';
import { connectionStatusProperty } from '../dcim/component-properties.ts';
import { connectionTriggers } from '../dcim/connection-triggers.ts';
import { Interface } from '../dcim/interface.ts';
import { Site } from '../dcim/site.ts';
import { Circuit } from './circuit.ts';

/** Ends of a circuit. */
export const circuitSides = ['A', 'Z'] as const;

const CircuitTerminationSchema = defineEntity({
  name: 'CircuitTermination',
  tableName: 'circuits_circuit_termination',
  // Each side once.
  uniques: [{ properties: ['circuit', 'termSide'] }],
  triggers: connectionTriggers('circuits_circuit_termination', ['connected_endpoint_id', 'connection_status']),
  properties: {
    ...modelProperties,
    circuit: () => p.manyToOne(Circuit).deleteRule('cascade'),
    termSide: p.enum(circuitSides),
    site: () => p.manyToOne(Site).deleteRule('restrict').index(),
    /** Kbit/s. */
    portSpeed: p.integer().nullable(),
    /** Kbit/s towards the provider, where that differs. */
    upstreamSpeed: p.integer().nullable(),
    /** Number of the cross-connect in the building. */
    xconnectId: p.string().length(50).default(''),
    ppInfo: p.string().length(100).default(''),
    description: p.string().length(200).default(''),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Interface at the other end of the path. Kept by the database. */
    connectedEndpoint: () => p.manyToOne(Interface).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
  },
});

/** One of the two ends of a circuit, at a site. */
export class CircuitTermination extends CircuitTerminationSchema.class {}
CircuitTerminationSchema.setClass(CircuitTermination);

export const circuitTerminationModel = defineModel(CircuitTermination, {
  app: 'circuits',
  display: '{circuit.cid} {termSide}',
  search: ['circuit.cid', 'xconnectId', 'description'],
  ordering: ['circuit.cid', 'termSide'],
  validate(termination) {
    assertRange('port_speed', termination.portSpeed, { min: 0, max: 2_147_483_647 });
    assertRange('upstream_speed', termination.upstreamSpeed, { min: 0, max: 2_147_483_647 });
  },
});
