import {
  Cable,
  type CableTermination,
  Device,
  DeviceRole,
  DeviceType,
  Manufacturer,
  Site,
  Status,
} from '@jobwright/inventory';
import { plugin } from '@jobwright/inventory/plugin';
import { ValidationError } from '@jobwright/sdk';
import { validateEntity } from '@jobwright/sdk/internal/entities';
import { type EntityManager, helper } from '@mikro-orm/core';

/** What every test of the inventory begins with: a site, a type of one unit, a role, and the statuses. */
export interface Basics {
  readonly site: Site;
  readonly manufacturer: Manufacturer;
  readonly deviceType: DeviceType;
  readonly role: DeviceRole;
  readonly active: Status;
  readonly connected: Status;
  readonly planned: Status;
  readonly container: Status;
}

/** Makes the basics, not written yet. */
export function createBasics(em: EntityManager): Basics {
  const status = (slug: string): Status => em.create(Status, { name: slug, slug });
  const active = status('active');
  const manufacturer = em.create(Manufacturer, { name: 'Arista', slug: 'arista' });
  return {
    active,
    connected: status('connected'),
    planned: status('planned'),
    container: status('container'),
    manufacturer,
    deviceType: em.create(DeviceType, { manufacturer, model: '7050', slug: '7050', uHeight: 1, isFullDepth: true }),
    role: em.create(DeviceRole, { name: 'Switch', slug: 'switch' }),
    site: em.create(Site, { name: 'Berlin', slug: 'ber', status: active }),
  };
}

/** A device of the basics' type at their site. */
export function createDevice(em: EntityManager, { site, deviceType, role, active }: Basics, name: string): Device {
  return em.create(Device, { name, site, deviceType, deviceRole: role, status: active });
}

/** A cable with that status. */
export function createCable(
  em: EntityManager,
  status: Status,
  ends: readonly [CableTermination, CableTermination],
): Cable {
  return em.create(Cable, { ...Cable.between(...ends), status });
}

/** As a job's `validatedSave`. */
export async function save(em: EntityManager, ...entities: object[]): Promise<void> {
  for (const entity of entities) {
    const model = plugin.models.find((candidate) => candidate.entity === helper(entity).__meta.class);
    if (!model) throw new Error(`${entity.constructor.name} is no model.`);
    await validateEntity(entity, model, { em });
    em.persist(entity);
  }
}

/** Problems that saving the objects reports. */
export async function problemsOf(em: EntityManager, ...entities: object[]): Promise<ValidationError['problems']> {
  try {
    await save(em, ...entities);
  } catch (error) {
    if (error instanceof ValidationError) return error.problems;
    throw error;
  }
  return {};
}
