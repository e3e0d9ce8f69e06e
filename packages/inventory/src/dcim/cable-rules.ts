import { ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged, load } from '../common/changes.ts';
import { assertColor } from '../common/field-rules.ts';
import { assertStatus } from '../common/status-rules.ts';
import {
  type CableTermination,
  type CableTerminationType,
  endProperties,
  terminationAt,
  terminationsAt,
  terminationType,
} from './cable-ends.ts';
import { Cable } from './cable.ts';
import { virtualInterfaceTypes, wirelessInterfaceTypes } from './choices.ts';
import { FrontPort } from './front-port.ts';
import { Interface } from './interface.ts';
import { RearPort } from './rear-port.ts';

const passThrough = ['FrontPort', 'RearPort'] as const;

/** What each kind of component may be connected to. */
const compatible: Readonly<Record<CableTerminationType, readonly CableTerminationType[]>> = {
  ConsolePort: ['ConsoleServerPort', ...passThrough],
  ConsoleServerPort: ['ConsolePort', ...passThrough],
  PowerPort: ['PowerOutlet', 'PowerFeed'],
  PowerOutlet: ['PowerPort'],
  PowerFeed: ['PowerPort'],
  Interface: ['Interface', 'CircuitTermination', ...passThrough],
  FrontPort: ['ConsolePort', 'ConsoleServerPort', 'Interface', 'CircuitTermination', ...passThrough],
  RearPort: ['ConsolePort', 'ConsoleServerPort', 'Interface', 'CircuitTermination', ...passThrough],
  CircuitTermination: ['Interface', 'CircuitTermination', ...passThrough],
};

/**
 * A cable has two different ends that fit each other and that no other cable is plugged into.
 * @throws {@link ValidationError}
 */
export async function validateCable(cable: Cable, em: EntityManager): Promise<void> {
  assertStatus(cable.status, 'dcim.cable');
  if (cable.color) assertColor(cable.color);
  if ((cable.length ?? null) !== null && !cable.lengthUnit) {
    throw new ValidationError({ length_unit: 'A length needs its unit.' });
  }
  if ((cable.length ?? 0) < 0) throw new ValidationError({ length: 'A length cannot be negative.' });
  if (!hasChanged(cable, [...endProperties('a'), ...endProperties('b')])) return;
  const [a, b] = [onlyEnd(cable, 'a'), onlyEnd(cable, 'b')];
  if (a === b) throw new ValidationError('A cable cannot connect a component to itself.');
  if (!compatible[terminationType(a)].includes(terminationType(b))) {
    throw new ValidationError(`A ${terminationType(a)} cannot be connected to a ${terminationType(b)}.`);
  }
  for (const termination of [a, b]) {
    await load(termination);
    assertTakesCable(termination);
    await assertFree(termination, cable, em);
  }
  if (isOwnRearPort(a, b) || isOwnRearPort(b, a)) {
    throw new ValidationError('A front port cannot be connected to the rear port that it leads to.');
  }
}

function onlyEnd(cable: Cable, end: 'a' | 'b'): CableTermination {
  const [termination, ...others] = terminationsAt(cable, end);
  if (!termination || others.length > 0) {
    throw new ValidationError(
      `The ${end.toUpperCase()} end of a cable is exactly one component: set one of ${endProperties(end).join(', ')}.`,
    );
  }
  return termination;
}

function assertTakesCable(termination: CableTermination): void {
  if (!(termination instanceof Interface)) return;
  if (virtualInterfaceTypes.includes(termination.type) || wirelessInterfaceTypes.includes(termination.type)) {
    throw new ValidationError(`Interface ${termination.name} of type ${termination.type} takes no cable.`);
  }
}

/**
 * The database refuses it too: this is for the message. What this unit of work has not written yet is left alone, so
 * that many cables are written together.
 */
async function assertFree(termination: CableTermination, cable: Cable, em: EntityManager): Promise<void> {
  if (!termination.cable || termination.cable === cable) return;
  const type = terminationType(termination);
  const where = { $or: [{ [`a${type}`]: termination }, { [`b${type}`]: termination }], id: { $ne: cable.id } };
  const other = await em.findOne(Cable, where, { flushMode: 'commit' });
  if (!other || em.getUnitOfWork().getRemoveStack().has(other)) return;
  if (terminationAt(other, 'a') !== termination && terminationAt(other, 'b') !== termination) return;
  const name = 'name' in termination ? termination.name : termination.id;
  throw new ValidationError(`${type} ${name} already has a cable: ${other.label || other.id}.`);
}

function isOwnRearPort(front: CableTermination, rear: CableTermination): boolean {
  return front instanceof FrontPort && rear instanceof RearPort && front.rearPort === rear;
}
