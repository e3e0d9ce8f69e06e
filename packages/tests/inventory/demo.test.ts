import {
  Cable,
  ConsolePort,
  Device,
  Interface,
  IPAddress,
  PowerPort,
  Prefix,
  Site,
  VirtualMachine,
} from '@jobwright/inventory';
import { plugin } from '@jobwright/inventory/plugin';
import { type EntityManager, helper } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InventoryDatabase, openInventory } from './inventory-database.ts';

let inventory: InventoryDatabase;
let em: EntityManager;

beforeAll(async () => {
  inventory = await openInventory();
  em = inventory.orm.em.fork();
  await plugin.demo?.(em.fork());
});

afterAll(() => inventory[Symbol.asyncDispose]());

describe('the demo data', () => {
  test('is the network of a company of six sites', async () => {
    const sites = await em.find(Site, {}, { orderBy: { slug: 'asc' }, populate: ['region.parent'] });
    const devices = await em.count(Device, {});

    expect(sites.map(({ slug, region }) => `${slug} ${region?.parent?.name}`)).toEqual([
      'aus1 Americas',
      'fra1 EMEA',
      'lon1 EMEA',
      'nyc1 Americas',
      'sin1 APAC',
      'syd1 APAC',
    ]);
    expect(devices).toBe(210);
  });

  test('has objects of all models, and each passes the validation of its model', async () => {
    const manager = em.fork();
    const empty: string[] = [];
    for (const model of plugin.models) {
      const objects = await manager.find(model.entity, {}, { populate: ['*'] as never });
      if (objects.length === 0) empty.push(model.label);
      for (const object of objects) {
        // As if it were new: rules about what has changed apply too.
        helper(object).__originalEntityData = undefined as never;
        await model.validate?.(object, { em: manager });
      }
    }

    expect(empty).toEqual([]);
  });

  test('has console and power connections of every kind, so that reports find something', async () => {
    const ports = await em.find(ConsolePort, { device: { status: { slug: 'active' } } });
    const powerPorts = await em.find(PowerPort, { device: { status: { slug: 'active' } } });
    const kinds = (statuses: (boolean | null | undefined)[]): Record<string, boolean> =>
      Object.fromEntries(
        [true, false, null].map((status) => [String(status), statuses.filter((it) => it === status).length > 2]),
      );

    expect(kinds(ports.map((port) => port.connectionStatus))).toEqual({ true: true, false: true, null: true });
    expect(kinds(powerPorts.map((port) => port.connectionStatus))).toEqual({ true: true, false: true, null: true });
    expect(ports.every((port) => (port.connectedEndpoint === null) === (port.connectionStatus === null))).toBe(true);
  });

  test('connects a router and a core switch through two patch panels', async () => {
    const port = await em.findOneOrFail(
      Interface,
      { device: { name: 'fra1-rtr1' }, name: 'et-0/0/1' },
      { populate: ['connectedInterface.device'] },
    );

    expect(port.connectedInterface?.device.name).toBe('fra1-core2');
    expect(port.connectedInterface?.name).toBe('Ethernet50');
    expect(port.connectionStatus).toBe(true);
  });

  test('has addresses without a prefix and routers without a loopback address', async () => {
    const addresses = await em.find(IPAddress, { vrf: null, role: null });
    const orphans: string[] = [];
    for (const { address } of addresses) {
      const host = address.replace(/\/.*/, '');
      if ((await em.count(Prefix, { vrf: null, prefix: { $contains: host } })) === 0) orphans.push(address);
    }
    const routers = await em.find(
      Device,
      {
        deviceRole: { slug: 'router' },
        interfaces: { $none: { name: { $ilike: 'lo%' }, ipAddresses: { $some: {} } } },
      },
      { orderBy: { name: 'asc' } },
    );

    expect(orphans.sort()).toEqual(['172.16.99.10/24', '172.16.99.11/24', '192.0.2.77/24']);
    expect(routers.map(({ name }) => name)).toEqual(['aus1-rtr1', 'sin1-rtr2']);
  });

  test('is the same each time', async () => {
    await using other = await openInventory();
    await plugin.demo?.(other.orm.em.fork());
    const describeAll = async (manager: EntityManager): Promise<unknown> => [
      (await manager.find(Device, {}, { orderBy: { name: 'asc' } })).map(({ name, serial, position }) => [
        name,
        serial,
        position,
      ]),
      (await manager.find(Cable, {}, { orderBy: { label: 'asc' } })).map(({ label, type, length }) => [
        label,
        type,
        length,
      ]),
      (await manager.find(VirtualMachine, {}, { orderBy: { name: 'asc' }, populate: ['primaryIp4'] })).map(
        ({ name, primaryIp4 }) => [name, primaryIp4?.address],
      ),
    ];

    expect(await describeAll(other.orm.em.fork())).toEqual(await describeAll(em.fork()));
  });
});
