import {
  addComponents,
  Cluster,
  ClusterType,
  ConsolePortTemplate,
  Device,
  DeviceType,
  FrontPortTemplate,
  Interface,
  InterfaceTemplate,
  IPAddress,
  Manufacturer,
  Platform,
  PowerOutletTemplate,
  PowerPortTemplate,
  Rack,
  RackGroup,
  RearPortTemplate,
  Region,
  Site,
  Status,
  TenantGroup,
  VLAN,
} from '@jobwright/inventory';
import type { EntityManager } from '@mikro-orm/postgresql';
import { beforeEach, describe, expect, test } from 'vitest';
import type { InventoryDatabase } from './inventory-database.ts';
import { type Basics, createDevice, problemsOf, save } from './inventory-fixtures.ts';
import { freshlyIn, openInventoryPerTest } from './inventory-per-test.ts';

let inventory: InventoryDatabase;
let em: EntityManager;
let basics: Basics;

openInventoryPerTest((scope) => {
  ({ em, basics, inventory } = scope);
});

describe('trees', () => {
  test('refuse an object below itself', async () => {
    const region = em.create(Region, { name: 'EMEA', slug: 'emea' });
    const child = em.create(Region, { name: 'Germany', slug: 'germany', parent: region });
    const group = em.create(TenantGroup, { name: 'A', slug: 'a' });
    await em.flush();
    region.parent = child;
    group.parent = group;

    expect(await problemsOf(em, region)).toHaveProperty('parent');
    expect(await problemsOf(em, group)).toHaveProperty('parent');
    expect(await problemsOf(em, child)).toEqual({});
  });

  test('refuse a rack group below one of another site', async () => {
    const other = em.create(Site, { name: 'Paris', slug: 'par', status: basics.active });
    const parent = em.create(RackGroup, { site: other, name: 'Hall', slug: 'hall' });
    const group = em.create(RackGroup, { site: basics.site, name: 'Row', slug: 'row', parent });

    expect(await problemsOf(em, group)).toEqual({ parent: ['The parent must be a rack group of the same site.'] });
  });
});

describe('a device in a rack', () => {
  let rack: Rack;
  let big: DeviceType;
  let shallow: DeviceType;

  beforeEach(async () => {
    const { manufacturer, site, active } = basics;
    rack = em.create(Rack, { name: 'R1', site, status: active, uHeight: 10 });
    big = em.create(DeviceType, { manufacturer, model: 'big', slug: 'big', uHeight: 4 });
    shallow = em.create(DeviceType, { manufacturer, model: 'shallow', slug: 'shallow', isFullDepth: false });
    const first = Object.assign(createDevice(em, basics, 'first'), {
      deviceType: big,
      rack,
      position: 5,
      face: 'front',
    });
    await save(em, first);
    await em.flush();
  });

  function place(values: Partial<Pick<Device, 'deviceType' | 'rack' | 'position' | 'face' | 'site'>>): Device {
    return Object.assign(createDevice(em, basics, 'second'), { rack, ...values });
  }

  test.each([
    [
      'above its top',
      { position: 8, face: 'front' },
      'A device of 4 units at position 8 does not fit: rack R1 has 10 units.',
    ],
    [
      'below its first unit',
      { position: 0, face: 'front' },
      'A device of 4 units at position 0 does not fit: rack R1 has 10 units.',
    ],
    ['where another one is', { position: 2, face: 'front' }, 'Units 2 to 5 of rack R1 are taken by first.'],
    [
      'behind another one of full depth',
      { position: 8, face: 'rear' },
      'A device of 4 units at position 8 does not fit: rack R1 has 10 units.',
    ],
  ] as const)('is refused %s', async (_name, values, message) => {
    expect(await problemsOf(em, place({ deviceType: big, ...values }))).toEqual({ position: [message] });
  });

  test('is refused behind one of full depth, and taken behind one that is not', async () => {
    await save(em, place({ deviceType: shallow, position: 1, face: 'front' }));
    await em.flush();
    const behind = (position: number): Device =>
      Object.assign(createDevice(em, basics, `behind ${position}`), {
        deviceType: shallow,
        rack,
        position,
        face: 'rear',
      });

    expect(await problemsOf(em, behind(1))).toEqual({});
    expect(await problemsOf(em, behind(6))).toEqual({ position: ['Units 6 to 6 of rack R1 are taken by first.'] });
  });

  test('is compared with those that were saved and not written yet, and writes nothing', async () => {
    const create = (name: string): Device =>
      Object.assign(createDevice(em, basics, name), { rack, position: 1, face: 'front' });
    inventory.takeStatements();
    await save(em, create('third'));
    const problems = await problemsOf(em, create('fourth'));

    expect(problems).toEqual({ position: ['Units 1 to 1 of rack R1 are taken by third.'] });
    expect(inventory.takeStatements().filter((statement) => statement.includes('insert'))).toEqual([]);
  });

  test('needs a face with a position, a rack with either, and the same site', async () => {
    const other = em.create(Site, { name: 'Paris', slug: 'par', status: basics.active });

    expect(await problemsOf(em, place({ position: 1 }))).toHaveProperty('face');
    expect(await problemsOf(em, place({ rack: null, position: 1 }))).toHaveProperty('position');
    expect(await problemsOf(em, place({ rack: null, face: 'front' }))).toHaveProperty('face');
    expect(await problemsOf(em, place({ site: other }))).toHaveProperty('rack');
  });

  test('keeps the rack from shrinking and from moving', async () => {
    rack.uHeight = 7;
    const shrunk = await problemsOf(em, rack);
    rack.uHeight = 10;
    rack.site = em.create(Site, { name: 'Paris', slug: 'par', status: basics.active });

    expect(shrunk).toEqual({ u_height: ['The rack needs at least 8 units for the devices in it.'] });
    expect(await problemsOf(em, rack)).toHaveProperty('site');
  });

  test('keeps its type from growing', async () => {
    big.uHeight = 7;

    expect(await problemsOf(em, big)).toEqual({
      u_height: ['Device first does not fit its rack any more at 7 units.'],
    });
  });
});

describe('a device', () => {
  test('without rack is validated without a query, however many there are', async () => {
    inventory.takeStatements();
    for (let number = 1; number <= 200; number++) await save(em, createDevice(em, basics, `sw${number}`));

    expect(inventory.takeStatements()).toEqual([]);
  });

  test('that is saved again as it is asks the database nothing', async () => {
    const rack = em.create(Rack, { name: 'R1', site: basics.site, status: basics.active });
    const device = Object.assign(createDevice(em, basics, 'sw1'), { rack, position: 1, face: 'front' });
    await save(em, device);
    await em.flush();
    device.serial = 'X1';
    inventory.takeStatements();
    await save(em, device);

    expect(inventory.takeStatements()).toEqual([]);
  });

  test('has a platform of its own manufacturer, and a cluster at its own site', async () => {
    const manufacturer = em.create(Manufacturer, { name: 'Cisco', slug: 'cisco' });
    const site = em.create(Site, { name: 'Paris', slug: 'par', status: basics.active });
    const type = em.create(ClusterType, { name: 'KVM', slug: 'kvm' });
    const device = createDevice(em, basics, 'sw1');
    device.platform = em.create(Platform, { name: 'IOS', slug: 'ios', manufacturer });

    expect(await problemsOf(em, device)).toHaveProperty('platform');
    device.platform = null;
    device.cluster = em.create(Cluster, { name: 'C', type, site });
    expect(await problemsOf(em, device)).toHaveProperty('cluster');
  });

  test('has primary addresses that are its own and of the right version', async () => {
    const [device, other] = [createDevice(em, basics, 'sw1'), createDevice(em, basics, 'sw2')];
    const [own, foreign] = [device, other].map((owner) =>
      em.create(Interface, { device: owner, name: 'm0', type: '1000base-t' }),
    );
    const address = (text: string, assigned: Interface): IPAddress =>
      em.create(IPAddress, { address: text, interface: assigned, status: basics.active });
    await em.flush();
    device.primaryIp4 = address('10.0.0.5/24', foreign!);
    const notOwn = await problemsOf(em, device);
    device.primaryIp4 = address('2001:db8::5/64', own!);
    const notVersion4 = await problemsOf(em, device);
    device.primaryIp4 = address('10.0.0.6/24', own!);

    expect(notOwn).toEqual({ primary_ip4: ['10.0.0.5/24 is not assigned to an interface of this object.'] });
    expect(notVersion4).toEqual({ primary_ip4: ['2001:db8::5/64 is not an IPv4 address.'] });
    expect(await problemsOf(em, device)).toEqual({});
  });

  test('may not have a status that is for other models', async () => {
    const status = em.create(Status, { name: 'Container', slug: 'c', contentTypes: ['ipam.prefix'] });
    const device = Object.assign(createDevice(em, basics, 'sw1'), { status });

    expect(await problemsOf(em, device)).toEqual({ status: ['The status "Container" is for ipam.prefix only.'] });
  });

  test('gets the components of its type when that is asked for', async () => {
    const { deviceType } = basics;
    em.create(InterfaceTemplate, { deviceType, name: 'Ethernet10', type: '1000base-t' });
    em.create(InterfaceTemplate, { deviceType, name: 'Ethernet2', type: '1000base-t' });
    em.create(ConsolePortTemplate, { deviceType, name: 'Console' });
    const powerPort = em.create(PowerPortTemplate, { deviceType, name: 'PSU1', maximumDraw: 500 });
    em.create(PowerOutletTemplate, { deviceType, name: 'Outlet 1', powerPort });
    const rearPort = em.create(RearPortTemplate, { deviceType, name: 'Rear', type: 'lc' });
    em.create(FrontPortTemplate, { deviceType, name: 'Front', type: 'lc', rearPort });
    await em.flush();
    em.clear();
    const type = await em.findOneOrFail(DeviceType, { id: deviceType.id });
    const device = em.create(Device, {
      name: 'sw1',
      deviceType: type,
      deviceRole: basics.role.id,
      site: basics.site.id,
      status: basics.active.id,
    });
    const made = await addComponents(em, device);
    await em.flush();

    expect(made.interfaces.map(({ name }) => name)).toEqual(['Ethernet2', 'Ethernet10']);
    expect(made.consolePorts.map(({ name }) => name)).toEqual(['Console']);
    expect(made.powerPorts.map(({ name, maximumDraw }) => [name, maximumDraw])).toEqual([['PSU1', 500]]);
    expect(made.powerOutlets[0]?.powerPort).toBe(made.powerPorts[0]);
    expect(made.frontPorts[0]?.rearPort).toBe(made.rearPorts[0]);
    expect(await freshlyIn(em).count(Interface, { device: device.id })).toBe(2);
  });
});

describe('an interface', () => {
  let device: Device;
  let other: Device;

  beforeEach(() => {
    [device, other] = [createDevice(em, basics, 'sw1'), createDevice(em, basics, 'sw2')];
  });

  function create(
    name: string,
    values: Partial<
      Pick<Interface, 'device' | 'type' | 'lag' | 'parent' | 'mode' | 'mtu' | 'macAddress' | 'untaggedVlan'>
    > = {},
  ): Interface {
    return Object.assign(em.create(Interface, { device, name, type: '1000base-t' }), values);
  }

  test('belongs to a group and a parent of its own device', async () => {
    const lag = create('lag1', { type: 'lag' });
    const foreign = create('lag2', { type: 'lag', device: other });

    expect(await problemsOf(em, create('e1', { lag }))).toEqual({});
    expect(await problemsOf(em, create('e2', { lag: foreign }))).toEqual({
      lag: ['The group must be of the same device.'],
    });
    expect(await problemsOf(em, create('e3', { lag: create('e4') }))).toEqual({
      lag: ['e4 is no link aggregation group.'],
    });
    expect(await problemsOf(em, create('e5.1', { type: 'virtual', parent: foreign }))).toHaveProperty('parent');
    expect(await problemsOf(em, create('e6', { parent: lag }))).toHaveProperty('parent');
  });

  test('agrees with its VLANs in mode and site', async () => {
    const site = em.create(Site, { name: 'Paris', slug: 'par', status: basics.active });
    const [near, far] = [basics.site, site].map((at) =>
      em.create(VLAN, { vid: 10, name: at.name, site: at, status: basics.active }),
    );
    const tagged = create('e1', { mode: 'access' });
    tagged.taggedVlans.add(near!);

    expect(await problemsOf(em, create('e2', { untaggedVlan: near! }))).toHaveProperty('mode');
    expect(await problemsOf(em, tagged)).toHaveProperty('mode');
    expect(await problemsOf(em, create('e3', { mode: 'access', untaggedVlan: near! }))).toEqual({});
    expect(await problemsOf(em, create('e4', { mode: 'access', untaggedVlan: far! }))).toEqual({
      untagged_vlan: ['The VLAN Paris belongs to another site than the interface.'],
    });
  });

  test('has an MTU and a MAC address that exist', async () => {
    expect(await problemsOf(em, create('e1', { mtu: 0 }))).toHaveProperty('mtu');
    expect(await problemsOf(em, create('e2', { macAddress: 'nonsense' }))).toHaveProperty('mac_address');
    expect(await problemsOf(em, create('e3', { mtu: 9216, macAddress: '00:1b:54:aa:bb:cc' }))).toEqual({});
  });
});

describe('the database', () => {
  test('lets a device name occur once at a site without tenant', async () => {
    createDevice(em, basics, 'sw1');
    createDevice(em, basics, 'sw1');

    await expect(em.flush()).rejects.toMatchObject({ code: '23505', constraint: 'dcim_device_site_id_name_unique' });
  });

  test('keeps what is referred to, and drops the components with their device', async () => {
    const device = createDevice(em, basics, 'sw1');
    em.create(Interface, { device, name: 'm0', type: '1000base-t' });
    await em.flush();

    await expect(em.transactional((inner) => inner.nativeDelete(Site, { id: basics.site.id }))).rejects.toMatchObject({
      code: '23001',
    });
    await freshlyIn(em).nativeDelete(Device, { id: device.id });
    expect(await freshlyIn(em).count(Interface)).toBe(0);
  });
});
