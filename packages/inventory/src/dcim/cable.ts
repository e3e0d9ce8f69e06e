import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { CircuitTermination } from '../circuits/circuit-termination.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { type CableEnds, type CableTermination, cableEnds, terminationAt } from './cable-ends.ts';
import { validateCable } from './cable-rules.ts';
import { cableLengthUnits, cableTypes } from './choices.ts';
import { cableTriggers } from './connection-triggers.ts';
import { ConsolePort } from './console-port.ts';
import { ConsoleServerPort } from './console-server-port.ts';
import { FrontPort } from './front-port.ts';
import { Interface } from './interface.ts';
import { PowerFeed } from './power-feed.ts';
import { PowerOutlet } from './power-outlet.ts';
import { PowerPort } from './power-port.ts';
import { RearPort } from './rear-port.ts';

const endColumns = (end: 'a' | 'b'): string =>
  [
    'console_port',
    'console_server_port',
    'power_port',
    'power_outlet',
    'power_feed',
    'interface',
    'front_port',
    'rear_port',
    'circuit_termination',
  ]
    .map((type) => `${end}_${type}_id`)
    .join(', ');

const CableSchema = defineEntity({
  name: 'Cable',
  tableName: 'dcim_cable',
  checks: [
    { name: 'dcim_cable_a_check', expression: `num_nonnulls(${endColumns('a')}) <= 1` },
    { name: 'dcim_cable_b_check', expression: `num_nonnulls(${endColumns('b')}) <= 1` },
  ],
  triggers: cableTriggers,
  properties: {
    ...modelProperties,
    /** What is written on the cable. */
    label: p.string().length(100).default('').index(),
    /** `connected` counts as connected, any other as planned: see `connectionStatus` of the components. */
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    type: p.enum(cableTypes).nullable(),
    /** Six hexadecimal digits, or empty. */
    color: p.string().length(6).default(''),
    /** In {@link Cable.lengthUnit}. */
    length: p.double().$type<number>().nullable(),
    lengthUnit: p.enum(cableLengthUnits).nullable(),
    aConsolePort: () => p.manyToOne(ConsolePort).nullable().deleteRule('cascade').unique(),
    aConsoleServerPort: () => p.manyToOne(ConsoleServerPort).nullable().deleteRule('cascade').unique(),
    aPowerPort: () => p.manyToOne(PowerPort).nullable().deleteRule('cascade').unique(),
    aPowerOutlet: () => p.manyToOne(PowerOutlet).nullable().deleteRule('cascade').unique(),
    aPowerFeed: () => p.manyToOne(PowerFeed).nullable().deleteRule('cascade').unique(),
    aInterface: () => p.manyToOne(Interface).nullable().deleteRule('cascade').unique(),
    aFrontPort: () => p.manyToOne(FrontPort).nullable().deleteRule('cascade').unique(),
    aRearPort: () => p.manyToOne(RearPort).nullable().deleteRule('cascade').unique(),
    aCircuitTermination: () => p.manyToOne(CircuitTermination).nullable().deleteRule('cascade').unique(),
    bConsolePort: () => p.manyToOne(ConsolePort).nullable().deleteRule('cascade').unique(),
    bConsoleServerPort: () => p.manyToOne(ConsoleServerPort).nullable().deleteRule('cascade').unique(),
    bPowerPort: () => p.manyToOne(PowerPort).nullable().deleteRule('cascade').unique(),
    bPowerOutlet: () => p.manyToOne(PowerOutlet).nullable().deleteRule('cascade').unique(),
    bPowerFeed: () => p.manyToOne(PowerFeed).nullable().deleteRule('cascade').unique(),
    bInterface: () => p.manyToOne(Interface).nullable().deleteRule('cascade').unique(),
    bFrontPort: () => p.manyToOne(FrontPort).nullable().deleteRule('cascade').unique(),
    bRearPort: () => p.manyToOne(RearPort).nullable().deleteRule('cascade').unique(),
    bCircuitTermination: () => p.manyToOne(CircuitTermination).nullable().deleteRule('cascade').unique(),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_cable_tags'),
  },
});

/**
 * A cable between two components. Each end is a column of its own per kind of component, of which exactly one is set:
 * so that the database itself keeps cables from pointing nowhere.
 *
 * @example
 * ```ts
 * const cable = em.create(Cable, { ...Cable.between(consolePort, consoleServerPort), status: connected });
 * ```
 */
export class Cable extends CableSchema.class {
  /** What to set on a cable that runs between the two. */
  static between(a: CableTermination, b: CableTermination): CableEnds {
    return cableEnds(a, b);
  }

  /** Component at the A end. */
  get terminationA(): CableTermination | null {
    return terminationAt(this, 'a');
  }

  /** Component at the B end. */
  get terminationB(): CableTermination | null {
    return terminationAt(this, 'b');
  }
}
CableSchema.setClass(Cable);

export const cableModel = defineModel(Cable, {
  app: 'dcim',
  display: '{label}',
  search: ['label'],
  validate: (cable, { em }) => validateCable(cable, em),
});
