import {
  Cable,
  Circuit,
  CircuitTermination,
  CircuitType,
  ConsolePort,
  ConsoleServerPort,
  Device,
  FrontPort,
  Interface,
  PowerFeed,
  PowerOutlet,
  PowerPanel,
  PowerPort,
  Provider,
  RearPort,
} from '@jobwright/inventory';
import type { EntityManager } from '@mikro-orm/postgresql';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Basics, createCable, createDevice, save } from './inventory-fixtures.ts';
import { freshlyIn, openInventoryPerTest } from './inventory-per-test.ts';

let em: EntityManager;
let basics: Basics;
let device: Device;
let server: Device;

openInventoryPerTest((scope) => {
  ({ em, basics } = scope);
  device = createDevice(em, basics, 'sw1');
  server = createDevice(em, basics, 'con1');
});

/** The console port with this name as a new unit of work reads it. */
function readPort(name = 'console'): Promise<ConsolePort> {
  return freshlyIn(em).findOneOrFail(ConsolePort, { name }, { populate: ['connectedEndpoint', 'cable'] });
}

function createPorts(): [ConsolePort, ConsoleServerPort] {
  return [
    em.create(ConsolePort, { device, name: 'console' }),
    em.create(ConsoleServerPort, { device: server, name: 'Port 1' }),
  ];
}

async function connect(...ends: Parameters<typeof createCable>[2]): Promise<Cable> {
  const cable = createCable(em, basics.connected, ends);
  await save(em, cable);
  await em.flush();
  return cable;
}

describe('a cable between two ports', () => {
  test('is what both ports are connected by, when everything is new in one unit of work', async () => {
    const [port, serverPort] = createPorts();
    const cable = await connect(port, serverPort);
    const found = await readPort();
    const peer = await freshlyIn(em).findOneOrFail(ConsoleServerPort, { connectedEndpoint: { name: 'console' } });

    expect(found.connectedEndpoint?.id).toBe(serverPort.id);
    expect(found.connectionStatus).toBe(true);
    expect(found.cable?.id).toBe(cable.id);
    expect(peer.id).toBe(serverPort.id);
  });

  test('leaves the ports without connection when it is deleted, however that is done', async () => {
    await connect(...createPorts());
    await freshlyIn(em).nativeDelete(Cable, {});
    const found = await readPort();

    expect(found.connectedEndpoint).toBeNull();
    expect(found.connectionStatus).toBeNull();
    expect(found.cable).toBeNull();
  });

  test('goes with a device at its end', async () => {
    await connect(...createPorts());
    await freshlyIn(em).nativeDelete(Device, { name: 'con1' });

    expect((await readPort()).connectedEndpoint).toBeNull();
    expect(await freshlyIn(em).count(Cable)).toBe(0);
  });

  test('counts as planned until its status is connected', async () => {
    const [port, serverPort] = createPorts();
    const cable = createCable(em, basics.planned, [port, serverPort]);
    await em.flush();
    const before = (await readPort()).connectionStatus;
    cable.status = basics.connected;
    await em.flush();

    expect(before).toBe(false);
    expect((await readPort()).connectionStatus).toBe(true);
  });

  test('follows a change of the slug of its status', async () => {
    await connect(...createPorts());
    basics.connected.slug = 'plugged-in';
    await em.flush();

    expect((await readPort()).connectionStatus).toBe(false);
  });

  test('may be moved to another port', async () => {
    const [port, serverPort] = createPorts();
    const cable = await connect(port, serverPort);
    const other = em.create(ConsolePort, { device: server, name: 'other' });
    await em.flush();
    cable.aConsolePort = other;
    await em.flush();

    expect((await readPort()).connectedEndpoint).toBeNull();
    expect((await readPort('other')).connectedEndpoint?.id).toBe(serverPort.id);
  });

  test('cannot be plugged into a port that has one, on either end', async () => {
    const [port, serverPort] = createPorts();
    await connect(port, serverPort);
    const second = em.create(ConsoleServerPort, { device: server, name: 'Port 2' });
    createCable(em, basics.connected, [second, port]);

    await expect(em.flush()).rejects.toMatchObject({
      code: '23505',
      constraint: 'dcim_cable_termination_unique',
    });
  });

  test('cannot be left open at an end', async () => {
    const [port] = createPorts();
    em.create(Cable, { aConsolePort: port, status: basics.connected });

    await em.flush();

    // What a commit does.
    await expect(em.execute('set constraints all immediate')).rejects.toMatchObject({
      code: '23514',
      constraint: 'dcim_cable_ends',
    });
  });
});

describe('what follows from cables', () => {
  test('is not open to writes of others', async () => {
    const [port, serverPort] = createPorts();
    await connect(port, serverPort);
    const other = freshlyIn(em);
    await other.nativeUpdate(ConsolePort, {}, { connectedEndpoint: null, connectionStatus: null, description: 'x' });
    await other.execute('update dcim_console_port set cable_id = null');
    const forged = em.create(ConsolePort, { device, name: 'forged', connectionStatus: true });
    forged.connectedEndpoint = serverPort;
    await em.flush();

    expect(await readPort()).toMatchObject({ connectionStatus: true, description: 'x' });
    expect((await readPort()).cable).not.toBeNull();
    expect(await readPort('forged')).toMatchObject({ connectionStatus: null, connectedEndpoint: null });
  });

  test('shows in a unit of work when it asks again', async () => {
    const [port, serverPort] = createPorts();
    await connect(port, serverPort);
    await em.find(ConsolePort, {});

    expect(port.connectedEndpoint).toBe(serverPort);
    expect(port.connectionStatus).toBe(true);
  });
});

describe('a path through patch panels', () => {
  let panels: { front: FrontPort[]; rear: RearPort }[];
  let ends: [Interface, Interface, Interface, Interface];

  beforeEach(async () => {
    panels = ['panel1', 'panel2'].map((name) => {
      const panel = createDevice(em, basics, name);
      const rear = em.create(RearPort, { device: panel, name: 'Rear', type: 'mpo', positions: 2 });
      const front = [1, 2].map((rearPortPosition) =>
        em.create(FrontPort, {
          device: panel,
          name: `Front ${rearPortPosition}`,
          type: 'lc',
          rearPort: rear,
          rearPortPosition,
        }),
      );
      return { front, rear };
    });
    ends = ['a1', 'a2', 'b1', 'b2'].map((name, index) =>
      em.create(Interface, { device: index < 2 ? device : server, name, type: '10gbase-x-sfpp' }),
    ) as typeof ends;
    await em.flush();
  });

  async function peers(): Promise<Record<string, string | null>> {
    const interfaces = await freshlyIn(em).find(
      Interface,
      {},
      { populate: ['connectedInterface'], orderBy: { name: 'asc' } },
    );
    return Object.fromEntries(
      interfaces.map(({ name, connectedInterface }) => [name, connectedInterface?.name ?? null]),
    );
  }

  async function connectAll(): Promise<Cable> {
    const [left, right] = panels as [(typeof panels)[number], (typeof panels)[number]];
    await connect(ends[0], left.front[0]!);
    await connect(ends[1], left.front[1]!);
    await connect(ends[2], right.front[0]!);
    await connect(right.front[1]!, ends[3]);
    return connect(left.rear, right.rear);
  }

  test('leads from each position to the same position at the other side', async () => {
    await connectAll();

    expect(await peers()).toEqual({ a1: 'b1', a2: 'b2', b1: 'a1', b2: 'a2' });
  });

  test('is broken by the deletion of the trunk, of a patch cable, and of a panel', async () => {
    const trunk = await connectAll();
    await freshlyIn(em).nativeDelete(Cable, { aInterface: ends[0] });
    const withoutPatch = await peers();
    await freshlyIn(em).nativeDelete(Cable, { id: trunk.id });
    const withoutTrunk = await peers();

    expect(withoutPatch).toEqual({ a1: null, a2: 'b2', b1: null, b2: 'a2' });
    expect(withoutTrunk).toEqual({ a1: null, a2: null, b1: null, b2: null });
  });

  test('is broken by the deletion of a panel', async () => {
    await connectAll();
    await freshlyIn(em).nativeDelete(Device, { name: 'panel2' });

    expect(await peers()).toEqual({ a1: null, a2: null, b1: null, b2: null });
  });

  test('is broken by the deletion of everything at once', async () => {
    await connectAll();
    await freshlyIn(em).nativeDelete(Device, { name: { $in: ['panel1', 'panel2', 'con1'] } });

    expect(await peers()).toEqual({ a1: null, a2: null });
    expect(await freshlyIn(em).count(Cable, {})).toBe(0);
  });

  test('follows a front port that changes its position', async () => {
    await connectAll();
    const [first, second] = panels[1]!.front as [FrontPort, FrontPort];
    second.rearPortPosition = 3;
    await em.flush();
    first.rearPortPosition = 2;
    await em.flush();

    expect(await peers()).toEqual({ a1: null, a2: 'b1', b1: 'a2', b2: null });
  });

  test('is planned while one of its cables is', async () => {
    const trunk = await connectAll();
    trunk.status = basics.planned;
    await em.flush();
    const [first] = await freshlyIn(em).find(Interface, { name: 'a1' });

    expect(first?.connectionStatus).toBe(false);
  });
});

describe('connected endpoints', () => {
  test('of a power port are an outlet or a feed', async () => {
    const [first, second] = ['PSU1', 'PSU2'].map((name) => em.create(PowerPort, { device, name })) as [
      PowerPort,
      PowerPort,
    ];
    const outlet = em.create(PowerOutlet, { device: server, name: 'Outlet 1' });
    const powerPanel = em.create(PowerPanel, { site: basics.site, name: 'A' });
    const feed = em.create(PowerFeed, { powerPanel, name: 'A1', status: basics.active });
    await connect(first, outlet);
    await connect(feed, second);
    const found = await freshlyIn(em).find(PowerPort, {}, { orderBy: { name: 'asc' } });

    expect(found.map((port) => port.connectedEndpoint?.id)).toEqual([outlet.id, feed.id]);
    expect(found[0]?.connectedPowerOutlet?.id).toBe(outlet.id);
    expect(found[1]?.connectedPowerFeed?.id).toBe(feed.id);
  });

  test('of an interface may be a circuit', async () => {
    const provider = em.create(Provider, { name: 'Colt', slug: 'colt' });
    const type = em.create(CircuitType, { name: 'Internet', slug: 'internet' });
    const circuit = em.create(Circuit, { cid: '1', provider, type, status: basics.active });
    const termination = em.create(CircuitTermination, { circuit, termSide: 'A', site: basics.site });
    const uplink = em.create(Interface, { device, name: 'xe-0/0/0', type: '10gbase-x-sfpp' });
    await connect(uplink, termination);
    const found = await freshlyIn(em).findOneOrFail(Interface, { name: 'xe-0/0/0' });

    expect(found.connectedEndpoint?.id).toBe(termination.id);
  });
});

describe('validation of cables', () => {
  test.each([
    ['a port to itself', () => [createPorts()[0]], 'A cable cannot connect a component to itself.'],
    [
      'a console port to a power outlet',
      () => [createPorts()[0], em.create(PowerOutlet, { device: server, name: 'Outlet 1' })],
      'A ConsolePort cannot be connected to a PowerOutlet.',
    ],
    [
      'a virtual interface',
      () => ['virtual', '1000base-t'].map((type) => em.create(Interface, { device, name: type, type })),
      'Interface virtual of type virtual takes no cable.',
    ],
  ] as const)('refuses %s', async (_name, make, message) => {
    const [a, b = a] = make() as [ConsolePort, ConsoleServerPort?];
    const cable = em.create(Cable, { ...Cable.between(a, b), status: basics.connected });

    await expect(save(em, cable)).rejects.toThrow(message);
  });

  test('refuses a port that has a cable, naming it', async () => {
    const [port, serverPort] = createPorts();
    const first = await connect(port, serverPort);
    first.label = 'C-1';
    await em.flush();
    await em.find(ConsolePort, {});
    const other = em.create(ConsoleServerPort, { device: server, name: 'Port 2' });
    const cable = createCable(em, basics.connected, [port, other]);

    await expect(save(em, cable)).rejects.toThrow('ConsolePort console already has a cable: C-1.');
  });
});
