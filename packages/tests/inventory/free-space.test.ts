import {
  Device,
  freeAddresses,
  freePrefixes,
  freeUnits,
  freeVid,
  IPAddress,
  IPRange,
  Prefix,
  prefixUtilization,
  Rack,
  VLAN,
  VLANGroup,
  VRF,
} from '@jobwright/inventory';
import type { EntityManager } from '@mikro-orm/postgresql';
import { describe, expect, test } from 'vitest';
import { type Basics, createDevice, save } from './inventory-fixtures.ts';
import { openInventoryPerTest } from './inventory-per-test.ts';

let em: EntityManager;
let basics: Basics;

openInventoryPerTest((scope) => {
  ({ em, basics } = scope);
});

const texts = (list: readonly object[]): string[] => list.map(String);

function prefix(text: string, more: Partial<Pick<Prefix, 'vrf' | 'isPool' | 'status'>> = {}): Prefix {
  return em.create(Prefix, { prefix: text, status: basics.active, ...more });
}

function address(text: string, vrf?: VRF): IPAddress {
  return em.create(IPAddress, { address: text, status: basics.active, ...(vrf ? { vrf } : {}) });
}

describe('an address', () => {
  test('is found in a network and by its host, whatever mask it was recorded with', async () => {
    await save(em, address('10.0.1.5/16'), address('10.0.1.6/24'), address('10.0.2.7/24'));
    await em.flush();
    const found = await em.find(IPAddress, { host: { $contained: '10.0.1.0/24' } }, { orderBy: { host: 'asc' } });

    expect(found.map((it) => [it.address, it.host])).toEqual([
      ['10.0.1.5/16', '10.0.1.5'],
      ['10.0.1.6/24', '10.0.1.6'],
    ]);
    expect((await em.findOneOrFail(IPAddress, { host: '10.0.2.7' })).address).toBe('10.0.2.7/24');
  });

  test('keeps its host when its mask changes, and gets another with another address', async () => {
    const changing = address('10.0.1.5/16');
    await em.flush();
    changing.address = '10.0.1.6/24';
    await em.flush();

    expect((await em.fork({ keepTransactionContext: true }).findOneOrFail(IPAddress, changing.id)).host).toBe(
      '10.0.1.6',
    );
  });
});

describe('free prefixes', () => {
  test('are what no other prefix of the VRF takes, as few as possible', async () => {
    const vrf = em.create(VRF, { name: 'red' });
    const container = prefix('10.0.0.0/22');
    await save(em, container, prefix('10.0.0.0/24'), prefix('10.0.0.0/25'), prefix('10.0.3.128/25'));
    await save(em, vrf, prefix('10.0.1.0/24', { vrf }));

    expect(texts(await freePrefixes(em, container))).toEqual(['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/25']);
  });

  test('of a length come in order, as many as were asked for', async () => {
    const container = prefix('10.0.0.0/16');
    await save(em, container, prefix('10.0.1.0/24'));

    expect(texts(await freePrefixes(em, container, { length: 24, count: 3 }))).toEqual([
      '10.0.0.0/24',
      '10.0.2.0/24',
      '10.0.3.0/24',
    ]);
    await expect(freePrefixes(em, container, { length: 8 })).rejects.toThrow('choose a length from 16 to 32');
  });

  test('are none in a prefix that is full, and are found at once in one that is large', async () => {
    const full = prefix('10.0.0.0/31');
    const large = prefix('2001:db8::/32');
    await save(em, full, prefix('10.0.0.0/32'), prefix('10.0.0.1/32'), large, prefix('2001:db8::/64'));

    expect(await freePrefixes(em, full, { length: 32 })).toEqual([]);
    expect(texts(await freePrefixes(em, large, { length: 64, count: 1 }))).toEqual(['2001:db8:0:1::/64']);
  });
});

describe('free addresses', () => {
  test('leave out what is recorded, ranges, and the ends of a subnet', async () => {
    const subnet = prefix('10.0.0.0/29');
    const range = em.create(IPRange, {
      startAddress: '10.0.0.3/29',
      endAddress: '10.0.0.4/29',
      status: basics.active,
    });
    await save(em, subnet, address('10.0.0.1/24'), range);

    expect(texts(await freeAddresses(em, subnet))).toEqual(['10.0.0.2/29']);
    expect(texts(await freeAddresses(em, subnet, { count: 10 }))).toEqual([
      '10.0.0.2/29',
      '10.0.0.5/29',
      '10.0.0.6/29',
    ]);
  });

  test('see what was saved before them', async () => {
    const subnet = prefix('10.0.0.0/29');
    await save(em, subnet);
    const given: string[] = [];
    for (let count = 0; count < 3; count++) {
      const [free] = await freeAddresses(em, subnet);
      await save(em, address(String(free)));
      await em.flush();
      given.push(String(free));
    }

    expect(given).toEqual(['10.0.0.1/29', '10.0.0.2/29', '10.0.0.3/29']);
  });

  test('of a pool, a link and an IPv6 subnet are those that hosts can have', async () => {
    const pool = prefix('192.0.2.0/30', { isPool: true });
    const link = prefix('10.0.0.0/31');
    const six = prefix('2001:db8::/64');
    await save(em, pool, link, six);

    expect(texts(await freeAddresses(em, pool, { count: 9 }))).toEqual([
      '192.0.2.0/30',
      '192.0.2.1/30',
      '192.0.2.2/30',
      '192.0.2.3/30',
    ]);
    expect(texts(await freeAddresses(em, link, { count: 9 }))).toEqual(['10.0.0.0/31', '10.0.0.1/31']);
    expect(texts(await freeAddresses(em, six, { count: 2 }))).toEqual(['2001:db8::1/64', '2001:db8::2/64']);
  });

  test('of another VRF are not taken, and a range around the prefix takes all of it', async () => {
    const vrf = em.create(VRF, { name: 'red' });
    const subnet = prefix('10.0.1.0/30');
    const status = basics.active;
    await save(em, vrf, subnet, address('10.0.1.1/30', vrf));
    const before = texts(await freeAddresses(em, subnet, { count: 9 }));
    await save(em, em.create(IPRange, { startAddress: '10.0.0.9/16', endAddress: '10.0.9.9/16', status }));

    expect(before).toEqual(['10.0.1.1/30', '10.0.1.2/30']);
    expect(await freeAddresses(em, subnet)).toEqual([]);
  });
});

test('the utilization of a container is the space of its prefixes, of a subnet that of its hosts', async () => {
  const container = prefix('10.0.0.0/22', { status: basics.container });
  const subnet = prefix('10.0.0.0/29');
  await save(em, container, subnet, prefix('10.0.1.0/24'), prefix('10.0.1.0/25'));
  await save(em, address('10.0.0.1/29'), address('10.0.0.2/29'), address('10.0.0.3/24'));

  expect(await prefixUtilization(em, container)).toBe(25);
  expect(await prefixUtilization(em, subnet)).toBe(50);
});

test('free units of a rack are those with room for the height, on one face or both', async () => {
  const rack = em.create(Rack, { name: 'R1', site: basics.site, status: basics.active, uHeight: 6 });
  const shallow = Object.assign(createDevice(em, basics, 'panel'), { rack, position: 2, face: 'rear' });
  basics.deviceType.isFullDepth = false;
  await save(em, rack, shallow);
  await em.flush();

  expect(await freeUnits(em, rack)).toEqual([1, 3, 4, 5, 6]);
  expect(await freeUnits(em, rack, { height: 2 })).toEqual([3, 4, 5]);
  expect(await freeUnits(em, rack, { height: 2, face: 'front' })).toEqual([1, 2, 3, 4, 5]);
  expect(await freeUnits(em, rack, { height: 7 })).toEqual([]);
  expect(await em.count(Device, { rack })).toBe(1);
});

test('the free VLAN id of a group is the lowest that none of its VLANs has', async () => {
  const group = em.create(VLANGroup, { name: 'campus', slug: 'campus' });
  const vlan = (vid: number): VLAN => em.create(VLAN, { vid, name: `v${vid}`, group, status: basics.active });
  await save(em, group, vlan(1), vlan(2), vlan(4));

  expect(await freeVid(em, group)).toBe(3);
});
