import type { EntityManager } from '@mikro-orm/core';
import { ConsolePort } from './console-port.ts';
import { ConsoleServerPort } from './console-server-port.ts';
import type { Device } from './device.ts';
import { FrontPort } from './front-port.ts';
import { Interface } from './interface.ts';
import { PowerOutlet } from './power-outlet.ts';
import { PowerPort } from './power-port.ts';
import { RearPort } from './rear-port.ts';

/** What {@link addComponents} made, in the order of the templates' names. */
export interface DeviceComponents {
  readonly interfaces: readonly Interface[];
  readonly consolePorts: readonly ConsolePort[];
  readonly consoleServerPorts: readonly ConsoleServerPort[];
  readonly powerPorts: readonly PowerPort[];
  readonly powerOutlets: readonly PowerOutlet[];
  readonly rearPorts: readonly RearPort[];
  readonly frontPorts: readonly FrontPort[];
}

const templates = [
  'interfaceTemplates',
  'consolePortTemplates',
  'consoleServerPortTemplates',
  'powerPortTemplates',
  'powerOutletTemplates',
  'rearPortTemplates',
  'frontPortTemplates',
] as const;

/**
 * Gives a new device the components that its type's templates describe. They are persisted, and written at the next
 * flush. Saving a device does not do it by itself: what a job creates is what it says, and its change list shows.
 * The templates are loaded once per type and unit of work.
 *
 * @example
 * ```ts
 * await this.validatedSave(device);
 * const { consolePorts } = await addComponents(this.em, device);
 * ```
 */
export async function addComponents(em: EntityManager, device: Device): Promise<DeviceComponents> {
  const [type] = await em.populate([device.deviceType], templates);
  if (!type) throw new Error('The device has no type.');
  const powerPorts = byName(type.powerPortTemplates).map(
    ({ name, label, description, type, maximumDraw, allocatedDraw }) =>
      em.create(PowerPort, { device, name, label, description, type, maximumDraw, allocatedDraw }),
  );
  const rearPorts = byName(type.rearPortTemplates).map(({ name, label, description, type, positions }) =>
    em.create(RearPort, { device, name, label, description, type, positions }),
  );
  const components = {
    interfaces: byName(type.interfaceTemplates).map(({ name, label, description, type, mgmtOnly }) =>
      em.create(Interface, { device, name, label, description, type, mgmtOnly }),
    ),
    consolePorts: byName(type.consolePortTemplates).map(({ name, label, description, type }) =>
      em.create(ConsolePort, { device, name, label, description, type }),
    ),
    consoleServerPorts: byName(type.consoleServerPortTemplates).map(({ name, label, description, type }) =>
      em.create(ConsoleServerPort, { device, name, label, description, type }),
    ),
    powerPorts,
    powerOutlets: byName(type.powerOutletTemplates).map(({ name, label, description, type, feedLeg, powerPort }) => {
      const source = powerPort ? powerPorts.find((port) => port.name === powerPort.name) : null;
      return em.create(PowerOutlet, { device, name, label, description, type, feedLeg, powerPort: source ?? null });
    }),
    rearPorts,
    frontPorts: byName(type.frontPortTemplates).map(
      ({ name, label, description, type, rearPort, rearPortPosition }) => {
        const target = rearPorts.find((port) => port.name === rearPort.name);
        if (!target) throw new Error(`The front port template ${name} names a rear port of another device type.`);
        return em.create(FrontPort, { device, name, label, description, type, rearPort: target, rearPortPosition });
      },
    ),
  };
  em.persist(Object.values(components).flat());
  return components;
}

/** `Ethernet2` before `Ethernet10`. */
function byName<Template extends { readonly name: string }>(collection: Iterable<Template>): Template[] {
  return [...collection].sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }));
}
