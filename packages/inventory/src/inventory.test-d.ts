import type { EntityManager } from '@mikro-orm/core';
import { expectTypeOf, test } from 'vitest';
import {
  Cable,
  type CircuitTermination,
  ConsolePort,
  type ConsoleServerPort,
  Device,
  type DeviceType,
  Interface,
  type IPAddress,
  PowerPort,
  Prefix,
  Site,
  type Status,
} from './index.ts';

declare const em: EntityManager;

test('relations have the types of their entities, however far one goes', async () => {
  const device = await em.findOneOrFail(Device, { site: { region: { name: 'EMEA' } } });

  expectTypeOf(device.name).toEqualTypeOf<string | null | undefined>();
  expectTypeOf(device.site.region?.name).toEqualTypeOf<string | undefined>();
  expectTypeOf(device.deviceType.manufacturer.name).toEqualTypeOf<string>();
  expectTypeOf(device.status).toExtend<Status>();
  expectTypeOf(device.primaryIp).toEqualTypeOf<IPAddress | null>();
  expectTypeOf(device.interfaces.getItems()[0]!.ipAddresses.getItems()[0]!.address).toEqualTypeOf<string>();
  expectTypeOf(device.customFieldData).toExtend<Record<string, unknown>>();
});

test('connected endpoints have the types of what may be connected', async () => {
  const port = await em.findOneOrFail(ConsolePort, { connectionStatus: true });
  const powerPort = await em.findOneOrFail(PowerPort, { connectedPowerOutlet: { device: { name: 'pdu' } } });
  const networkInterface = await em.findOneOrFail(Interface, { device: { name: 'r1' } });

  expectTypeOf(port.connectedEndpoint).toExtend<ConsoleServerPort | null | undefined>();
  expectTypeOf(port.connectionStatus).toEqualTypeOf<boolean | null | undefined>();
  expectTypeOf(powerPort.connectedEndpoint).not.toBeAny();
  expectTypeOf(networkInterface.connectedEndpoint).toEqualTypeOf<Interface | CircuitTermination | null>();
});

test('an object is created with what it must have, and the rest is optional', async () => {
  const [site, deviceType, status] = [] as unknown as [Site, DeviceType, Status];
  const device = em.create(Device, { name: 's1', site, deviceType, status, deviceRole: 'id' });
  const port = em.create(ConsolePort, { device, name: 'console' });

  em.create(Cable, { ...Cable.between(port, port), status });
  em.create(Prefix, { prefix: '10.0.0.0/8', status });
  // @ts-expect-error a device needs a role
  em.create(Device, { name: 's1', site, deviceType, status });
  // @ts-expect-error a site has no colour
  await em.find(Site, { colour: 'red' });
  // @ts-expect-error a manufacturer has a name, which is text
  await em.find(Device, { deviceType: { manufacturer: { name: 5 } } });
  await em.find(Device, {}, { populate: ['deviceType.manufacturer', 'interfaces.ipAddresses', 'primaryIp4'] });
  // @ts-expect-error there is no such relation
  await em.find(Device, {}, { populate: ['deviceType.maker'] });
});
