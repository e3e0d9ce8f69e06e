import type { EntityManager } from '@mikro-orm/core';
import type { RackFace } from './choices.ts';
import { Device } from './device.ts';
import type { Rack } from './rack.ts';

/** What shall be mounted. */
export interface FreeUnitsOptions {
  /** Rack units that it takes. @defaultValue 1 */
  readonly height?: number;
  /** Where it is mounted. @defaultValue it is of full depth and needs both faces */
  readonly face?: RackFace;
}

/**
 * Positions of a rack at which something of that height has room, lowest first: what Nautobot's `get_available_units`
 * gives, in the other order. It sees what was saved before it in the same unit of work.
 *
 * @example
 * ```ts
 * const position = (await freeUnits(this.em, rack, { height: deviceType.uHeight })).at(-1);
 * ```
 */
export async function freeUnits(
  em: EntityManager,
  rack: Rack,
  { height = 1, face }: FreeUnitsOptions = {},
): Promise<number[]> {
  const devices = await em.find(Device, { rack, position: { $ne: null } }, { populate: ['deviceType'] });
  const taken = new Set<number>();
  for (const { position, face: mounted, deviceType } of devices) {
    if (face !== undefined && mounted !== face && !deviceType.isFullDepth) continue;
    for (let unit = 0; unit < deviceType.uHeight; unit++) taken.add((position ?? 0) + unit);
  }
  const positions = Array.from({ length: Math.max(0, rack.uHeight - height + 1) }, (_, index) => index + 1);
  return positions.filter((position) => {
    for (let unit = 0; unit < height; unit++) if (taken.has(position + unit)) return false;
    return true;
  });
}
