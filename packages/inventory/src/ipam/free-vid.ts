import type { EntityManager } from '@mikro-orm/core';
import { readColumns } from '../common/read-columns.ts';
import { highestVid } from './choices.ts';
import type { VLANGroup } from './vlan-group.ts';
import { VLAN } from './vlan.ts';

/**
 * The lowest VLAN id that no VLAN of the group has; undefined when all 4094 are taken. What Nautobot's
 * `get_next_available_vid` gives. It sees what was saved before it in the same unit of work.
 */
export async function freeVid(em: EntityManager, group: VLANGroup): Promise<number | undefined> {
  const vlans = await readColumns(em, VLAN, { where: { group }, fields: ['vid'] });
  const taken = new Set(vlans.map(({ vid }) => vid));
  for (let vid = 1; vid <= highestVid; vid++) if (!taken.has(vid)) return vid;
  return undefined;
}
