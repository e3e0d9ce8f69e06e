import { ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged, isNew, load } from '../common/changes.ts';
import { assertRange } from '../common/field-rules.ts';
import { findOthers } from '../common/find-others.ts';
import { assertStatus } from '../common/status-rules.ts';
import { Device } from './device.ts';
import type { Rack } from './rack.ts';

/**
 * A rack belongs to a group of its own site, and stays tall enough for what is in it.
 * @throws {@link ValidationError}
 */
export async function validateRack(rack: Rack, em: EntityManager): Promise<void> {
  assertStatus(rack.status, 'dcim.rack');
  assertRange('u_height', rack.uHeight, { min: 1, max: 100 });
  if (rack.group && (await load(rack.group)).site !== rack.site) {
    throw new ValidationError({ group_id: 'The rack group must be at the same site as the rack.' });
  }
  if (isNew(rack) || !hasChanged(rack, ['uHeight', 'site'])) return;
  const devices = await em.find(Device, { rack }, { populate: ['deviceType'], flushMode: 'commit' });
  if (devices.some((device) => device.site !== rack.site)) {
    throw new ValidationError({ site_id: 'Devices of another site are in the rack: move them first.' });
  }
  const needed = Math.max(0, ...devices.map((device) => (device.position ?? 0) + device.deviceType.uHeight - 1));
  if (needed > rack.uHeight) {
    throw new ValidationError({ u_height: `The rack needs at least ${needed} units for the devices in it.` });
  }
}

/**
 * A device in a rack: at the same site, within the height of the rack, and where no other device is. Two devices may
 * share units when they are mounted on different faces and neither is of full depth.
 * @throws {@link ValidationError}
 */
export async function assertFitsRack(device: Device, em: EntityManager): Promise<void> {
  const { rack, position, face } = device;
  if (!rack) {
    if (position) throw new ValidationError({ position: 'A position needs a rack.' });
    if (face) throw new ValidationError({ face: 'A face needs a rack.' });
    return;
  }
  if ((await load(rack)).site !== device.site) {
    throw new ValidationError({ rack_id: `Rack ${rack.name} is at another site than the device.` });
  }
  if (position === null || position === undefined) return;
  if (!face) throw new ValidationError({ face: 'A device with a position needs a rack face.' });
  const { uHeight } = await load(device.deviceType);
  if (uHeight === 0) {
    throw new ValidationError({ position: 'A device of height 0 takes no unit: leave the position out.' });
  }
  if (position < 1 || position + uHeight - 1 > rack.uHeight) {
    throw new ValidationError({
      position: `A device of ${uHeight} units at position ${position} does not fit: rack ${rack.name} has ${rack.uHeight} units.`,
    });
  }
  const others = await findOthers(em, Device, {
    except: device,
    stored: em.find(
      Device,
      { rack, position: { $ne: null }, id: { $ne: device.id } },
      { populate: ['deviceType'], flushMode: 'commit' },
    ),
    matches: (other) => other.rack === rack && Boolean(other.position),
  });
  for (const other of others) await load(other.deviceType);
  const blocking = others.find((other) => overlaps(device, other));
  if (blocking) {
    throw new ValidationError({
      position: `Units ${position} to ${position + uHeight - 1} of rack ${rack.name} are taken by ${blocking.name ?? blocking.id}.`,
    });
  }
}

/** Whether {@link assertFitsRack} has nothing to say. */
export async function fitsRack(device: Device, em: EntityManager): Promise<boolean> {
  try {
    await assertFitsRack(device, em);
    return true;
  } catch (error) {
    if (error instanceof ValidationError) return false;
    throw error;
  }
}

function overlaps(device: Device, other: Device): boolean {
  const [start, otherStart] = [device.position ?? 0, other.position ?? 0];
  const apart = start + device.deviceType.uHeight <= otherStart || otherStart + other.deviceType.uHeight <= start;
  return !apart && (device.face === other.face || device.deviceType.isFullDepth || other.deviceType.isFullDepth);
}
