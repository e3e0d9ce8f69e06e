import {
  Cluster,
  ClusterType,
  Interface,
  IPAddress,
  IPRange,
  Prefix,
  VirtualMachine,
  VLAN,
  VLANGroup,
  VMInterface,
  VRF,
} from '@jobwright/inventory';
import type { EntityManager } from '@mikro-orm/postgresql';
import { describe, expect, test } from 'vitest';
import { type Basics, createDevice, problemsOf, save } from './inventory-fixtures.ts';
import { freshlyIn, openInventoryPerTest } from './inventory-per-test.ts';

let em: EntityManager;
let basics: Basics;

openInventoryPerTest((scope) => {
  ({ em, basics } = scope);
});

describe('a VLAN', () => {
  test('has an id from 1 to 4094 and the site of its group', async () => {
    const group = em.create(VLANGroup, { name: 'G', slug: 'g', site: basics.site });
    const create = (vid: number, values: object = {}): VLAN =>
      Object.assign(em.create(VLAN, { vid, name: `v${vid}`, status: basics.active }), values);

    expect(await problemsOf(em, create(0))).toHaveProperty('vid');
    expect(await problemsOf(em, create(4095))).toHaveProperty('vid');
    expect(await problemsOf(em, create(4094))).toEqual({});
    expect(await problemsOf(em, create(1, { group }))).toHaveProperty('group');
    expect(await problemsOf(em, create(2, { group, site: basics.site }))).toEqual({});
  });
});

describe('prefixes', () => {
  test('are refused with host bits, and brought into the usual form', async () => {
    const prefix = em.create(Prefix, { prefix: '2001:DB8:0:0::/64', status: basics.active });
    await save(em, prefix);

    expect(prefix.prefix).toBe('2001:db8::/64');
    expect(await problemsOf(em, em.create(Prefix, { prefix: '10.1.2.3/16', status: basics.active }))).toEqual({
      prefix: ['10.1.2.3/16 has host bits set: did you mean 10.1.0.0/16?'],
    });
  });

  test('occur once in a VRF that says so, and as often as wanted elsewhere', async () => {
    const vrf = em.create(VRF, { name: 'Red' });
    const loose = em.create(VRF, { name: 'Blue', enforceUnique: false });
    const create = (values: { readonly vrf?: VRF } = {}): Prefix =>
      em.create(Prefix, { prefix: '10.0.0.0/8', status: basics.active, ...values });

    expect(
      await problemsOf(em, create(), create(), create({ vrf: loose }), create({ vrf: loose }), create({ vrf })),
    ).toEqual({});
    expect(await problemsOf(em, create({ vrf }))).toEqual({ prefix: ['10.0.0.0/8 exists already in the VRF Red.'] });
  });
});

describe('addresses', () => {
  function create(address: string, values: object = {}): IPAddress {
    return Object.assign(em.create(IPAddress, { address, status: basics.active }), values);
  }

  test.each([
    ['10.0.0.0/24', 'the network address of 10.0.0.0/24'],
    ['10.0.0.255/24', 'the broadcast address of 10.0.0.0/24'],
    ['2001:db8::/64', 'the network address of 2001:db8::/64'],
  ])('cannot be %s', async (address, reason) => {
    const [ip] = address.split('/');

    expect(await problemsOf(em, create(address))).toEqual({ address: [`${ip} is ${reason}: no host can have it.`] });
  });

  test.each([
    '10.0.0.1/24',
    '10.0.0.0/31',
    '10.0.0.1/31',
    '10.0.0.0/32',
    '2001:db8::/127',
    '2001:db8::1/64',
    '2001:db8::ffff:ffff:ffff:ffff/64',
  ])('may be %s', async (address) => {
    expect(await problemsOf(em, create(address))).toEqual({});
  });

  test('cannot be the first or last of the prefix around them, unless that is a pool or a container', async () => {
    const prefix = em.create(Prefix, { prefix: '10.0.1.0/24', status: basics.active });
    em.create(Prefix, { prefix: '10.0.0.0/8', status: basics.container });
    await em.flush();
    const refused = await problemsOf(em, create('10.0.1.255/16'));
    prefix.isPool = true;
    await em.flush();

    expect(refused).toEqual({ address: ['10.0.1.255 is the broadcast address of 10.0.1.0/24: no host can have it.'] });
    expect(await problemsOf(em, create('10.0.1.255/16'))).toEqual({});
  });

  test('occur once in a VRF that says so, whatever their masks, unless hosts share them', async () => {
    const vrf = em.create(VRF, { name: 'Red' });
    await save(em, create('10.0.0.1/24', { vrf }));
    await em.flush();

    expect(await problemsOf(em, create('10.0.0.1/16', { vrf, role: 'vip' }))).toEqual({});
    expect(await problemsOf(em, create('10.0.0.1/24'))).toEqual({});
    expect(await problemsOf(em, create('10.0.0.1/16', { vrf }))).toEqual({
      address: ['10.0.0.1 exists already in the VRF Red.'],
    });
  });

  test('stay with a device as long as they are its primary one', async () => {
    const device = createDevice(em, basics, 'sw1');
    const assigned = em.create(Interface, { device, name: 'm0', type: '1000base-t' });
    const address = create('10.0.0.1/24', { interface: assigned });
    await em.flush();
    device.primaryIp4 = address;
    await save(em, device);
    await em.flush();
    address.interface = null;

    expect(await problemsOf(em, address)).toEqual({ interface: ['The address is the primary one of device sw1.'] });
  });

  test('belong to one owner, and have DNS names that are some', async () => {
    const device = createDevice(em, basics, 'sw1');
    const type = em.create(ClusterType, { name: 'KVM', slug: 'kvm' });
    const cluster = em.create(Cluster, { name: 'C', type });
    const virtualMachine = em.create(VirtualMachine, { name: 'vm1', cluster, status: basics.active });
    const both = {
      interface: em.create(Interface, { device, name: 'm0', type: '1000base-t' }),
      vmInterface: em.create(VMInterface, { virtualMachine, name: 'eth0' }),
    };

    expect(await problemsOf(em, create('10.0.0.2/24', { dnsName: 'not a name' }))).toHaveProperty('dns_name');
    expect(await problemsOf(em, create('10.0.0.1/24', both))).toHaveProperty('__all__');
  });
});

describe('ranges', () => {
  test.each([
    ['10.0.0.20/24', '10.0.0.10/24', 'The last address comes before the first.'],
    ['10.0.0.10/24', '2001:db8::1/64', 'First and last address must be of the same IP version.'],
    ['10.0.0.10/24', '10.0.0.20/25', 'First and last address must have the same mask.'],
  ])('from %s to %s are refused', async (startAddress, endAddress, message) => {
    const range = em.create(IPRange, { startAddress, endAddress, status: basics.active });

    expect(await problemsOf(em, range)).toEqual({ end_address: [message] });
  });

  test('do not overlap', async () => {
    const create = (startAddress: string, endAddress: string): IPRange =>
      em.create(IPRange, { startAddress, endAddress, status: basics.active });
    await save(em, create('10.0.0.10/24', '10.0.0.20/24'));
    await em.flush();

    expect(await problemsOf(em, create('10.0.0.21/24', '10.0.0.30/24'))).toEqual({});
    expect(await problemsOf(em, create('10.0.0.15/24', '10.0.0.40/24'))).toHaveProperty('start_address');
  });
});

describe('networks', () => {
  test('are found by what they contain, on an index', async () => {
    await freshlyIn(em).execute(
      `insert into ipam_prefix (id, created, last_updated, custom_field_data, prefix, status_id)
       select gen_random_uuid(), now(), now(), '{}', set_masklen((inet '10.0.0.0' + i * 256)::cidr, 24), ?
       from generate_series(0, 4999) as i`,
      [basics.active.id],
    );
    await freshlyIn(em).execute('analyze ipam_prefix');
    const found = await em.find(Prefix, { prefix: { $contains: '10.0.9.77' } });
    const inside = await em.find(Prefix, { prefix: { $contained: '10.0.8.0/22' } }, { orderBy: { prefix: 'asc' } });
    const query = freshlyIn(em)
      .createQueryBuilder(Prefix)
      .select('id')
      .where({ prefix: { $contains: '10.0.9.77' } });
    const plan = await freshlyIn(em).execute<{ 'QUERY PLAN': string }[]>(`explain ${query.getFormattedQuery()}`);

    expect(found.map(({ prefix }) => prefix)).toEqual(['10.0.9.0/24']);
    expect(inside.map(({ prefix }) => prefix)).toEqual(['10.0.8.0/24', '10.0.9.0/24', '10.0.10.0/24', '10.0.11.0/24']);
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('ipam_prefix_prefix_gist');
  });
});
