import { helper } from '@mikro-orm/core';
import type { CircuitTermination } from '../circuits/circuit-termination.ts';
import type { Cable } from './cable.ts';
import type { ConsolePort } from './console-port.ts';
import type { ConsoleServerPort } from './console-server-port.ts';
import type { FrontPort } from './front-port.ts';
import type { Interface } from './interface.ts';
import type { PowerFeed } from './power-feed.ts';
import type { PowerOutlet } from './power-outlet.ts';
import type { PowerPort } from './power-port.ts';
import type { RearPort } from './rear-port.ts';

/** What a cable may be plugged into, by class name. */
export interface CableTerminations {
  readonly ConsolePort: ConsolePort;
  readonly ConsoleServerPort: ConsoleServerPort;
  readonly PowerPort: PowerPort;
  readonly PowerOutlet: PowerOutlet;
  readonly PowerFeed: PowerFeed;
  readonly Interface: Interface;
  readonly FrontPort: FrontPort;
  readonly RearPort: RearPort;
  readonly CircuitTermination: CircuitTermination;
}
export type CableTerminationType = keyof CableTerminations;
export type CableTermination = CableTerminations[CableTerminationType];

/** Properties of a cable that name its two ends, e.g. `aInterface` and `bInterface`. */
export type CableEnds = {
  readonly [Type in CableTerminationType as `a${Type}` | `b${Type}`]?: CableTerminations[Type];
};

const terminationTypes: readonly CableTerminationType[] = [
  'ConsolePort',
  'ConsoleServerPort',
  'PowerPort',
  'PowerOutlet',
  'PowerFeed',
  'Interface',
  'FrontPort',
  'RearPort',
  'CircuitTermination',
];

/** What to set on a cable that runs from `a` to `b`. */
export function cableEnds(a: CableTermination, b: CableTermination): CableEnds {
  return { [`a${terminationType(a)}`]: a, [`b${terminationType(b)}`]: b };
}

/** Kind of a component. */
export function terminationType(termination: CableTermination): CableTerminationType {
  return helper(termination).__meta.className as CableTerminationType;
}

/** Component at one end of a cable. */
export function terminationAt(cable: Cable, end: 'a' | 'b'): CableTermination | null {
  return terminationsAt(cable, end)[0] ?? null;
}

/** All components that one end names: exactly one in a cable that is right. */
export function terminationsAt(cable: Cable, end: 'a' | 'b'): CableTermination[] {
  return terminationTypes.flatMap((type) => cable[`${end}${type}`] ?? []);
}

/** Properties of one end. */
export function endProperties(end: 'a' | 'b'): `${'a' | 'b'}${CableTerminationType}`[] {
  return terminationTypes.map((type) => `${end}${type}` as const);
}
