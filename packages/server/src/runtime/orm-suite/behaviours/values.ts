import type { EntityManager } from '@mikro-orm/core';
import { behaviour, failureOf } from '../behaviour.ts';
import { Device, Site } from '../models.ts';
import { ids } from '../seed.ts';

/** Creates a device with the given values, writes it, and reads it back into an empty identity map. */
async function roundTrip(em: EntityManager, values: Partial<Device>): Promise<Device> {
  const device = em.create(Device, { name: 'new', site: ids.ams, type: ids.x1, ...values } as never);
  await em.flush();
  em.clear();
  return em.findOneOrFail(Device, device.id);
}

export const values = [
  behaviour(
    'reads every kind of column in its form in code',
    {
      name: 'core1',
      status: 'active',
      position: 1,
      isManaged: true,
      weight: 1.5,
      price: '1234.50',
      counter: '9007199254740993n',
      labels: ['core', 'with space'],
      owner: 'net',
      address: '10.0.0.1/24',
      network: '10.0.0.0/24',
      colour: { red: 255, green: 128, blue: 0 },
      installed: '2026-03-04T05:06:07.089Z',
      boughtOn: '2026-02-01',
      isDate: true,
      version: 1,
    },
    async (em) => {
      const it = await em.findOneOrFail(Device, ids.core1);
      const { name, status, position, isManaged, weight, price, labels, address, network, colour, boughtOn, version } =
        it;
      return {
        name,
        status,
        position,
        isManaged,
        weight,
        price,
        counter: `${String(it.counter)}n`,
        labels,
        owner: it.customFields?.['owner'],
        address,
        network,
        colour,
        installed: it.installed?.toISOString(),
        boughtOn,
        isDate: it.created instanceof Date,
        version,
      };
    },
  ),
  behaviour('writes dates', '2026-05-06T07:08:09.123Z', async (em) =>
    (await roundTrip(em, { installed: new Date('2026-05-06T07:08:09.123Z') })).installed?.toISOString(),
  ),
  behaviour(
    'writes plain dates',
    '2026-05-06',
    async (em) => (await roundTrip(em, { boughtOn: '2026-05-06' })).boughtOn,
  ),
  behaviour(
    'writes JSON of every form',
    [{ a: [1, 'x', null, { b: true }], 'odd key?': "it's", n: 1.5 }],
    async (em) => [
      (await roundTrip(em, { customFields: { a: [1, 'x', null, { b: true }], 'odd key?': "it's", n: 1.5 } }))
        .customFields,
    ],
  ),
  behaviour(
    'writes arrays with every character',
    [['a b', 'c,d', '"q"', '{x}', 'back\\slash', '', 'é?']],
    async (em) => [(await roundTrip(em, { labels: ['a b', 'c,d', '"q"', '{x}', 'back\\slash', '', 'é?'] })).labels],
  ),
  behaviour('writes big integers without loss', '9223372036854775807', async (em) =>
    String((await roundTrip(em, { counter: 9223372036854775807n })).counter),
  ),
  behaviour(
    'writes decimals without loss',
    '1234567890.12',
    async (em) => (await roundTrip(em, { price: '1234567890.12' })).price,
  ),
  behaviour('writes addresses and networks', ['2001:db8::1', '10.1.0.0/16'], async (em) => {
    const device = await roundTrip(em, { address: '2001:db8::1', network: '10.1.0.0/16' });
    return [device.address, device.network];
  }),
  behaviour(
    'writes custom types',
    { red: 1, green: 2, blue: 3 },
    async (em) => (await roundTrip(em, { colour: { red: 1, green: 2, blue: 3 } })).colour,
  ),
  behaviour('writes booleans, floats and empty values', [false, 0.1, null, null], async (em) => {
    const device = await roundTrip(em, { isManaged: false, weight: 0.1, position: null, serial: null });
    return [device.isManaged, device.weight, device.position, device.serial];
  }),
  behaviour('fills in defaults', ['planned', true, [], 1], async (em) => {
    const device = await roundTrip(em, {});
    return [device.status, device.isManaged, device.labels, device.version];
  }),
  behaviour(
    'keeps text as it is',
    `a?b'c"d\\e ?? $1 :x é 😀 \n\t`,
    async (em) => (await roundTrip(em, { serial: `a?b'c"d\\e ?? $1 :x é 😀 \n\t` })).serial,
  ),
  behaviour('sees no change where nothing was changed', 0, async (em) => {
    await em.find(Device, {}, { populate: ['site', 'type', 'tags'] });
    em.getUnitOfWork().computeChangeSets();
    return em.getUnitOfWork().getChangeSets().length;
  }),
  behaviour(
    'refuses a value of the wrong type',
    'DriverException',
    async (em) => (await failureOf(() => roundTrip(em, { address: 'not an address' })))['name'],
  ),
  behaviour(
    'refuses a value outside of an enum',
    'ValidationError',
    async (em) => (await failureOf(() => roundTrip(em, { status: 'unheard' as never })))['name'],
  ),
  behaviour(
    'writes and reads embedded values, and finds by them',
    [['Science Park 1', 2], ['Amsterdam'], [3, 'Science Park 1'], null],
    async (em) => {
      const site = await em.findOneOrFail(Site, ids.ams);
      em.assign(site, { place: { street: 'Science Park 1', floor: 2 } });
      await em.flush();
      em.clear();
      const again = await em.findOneOrFail(Site, ids.ams);
      const first = [again.place?.street, again.place?.floor];
      const found = await em.find(Site, { place: { street: { $like: 'Science%' }, floor: 2 } });
      if (again.place) again.place.floor = 3;
      await em.flush();
      em.clear();
      const last = await em.findOneOrFail(Site, ids.ams);
      const { place } = await em.findOneOrFail(Site, ids.rtm);
      return [first, found.map(({ name }) => name), [last.place?.floor, last.place?.street], place ?? null];
    },
  ),
  behaviour(
    'reads lazy columns only when asked to, and writes them',
    [null, 'long text', 'long text', 'changed'],
    async (em) => {
      await em.nativeUpdate(Site, ids.ams, { notes: 'long text' });
      const site = await em.findOneOrFail(Site, ids.ams);
      const before = site.notes ?? null;
      await em.populate(site, ['notes']);
      const loaded = site.notes;
      const asked = await em.fork().findOneOrFail(Site, ids.ams, { populate: ['notes'] });
      site.notes = 'changed';
      await em.flush();
      const again = await em.fork().findOneOrFail(Site, ids.ams, { populate: ['notes'] });
      return [before, loaded, asked.notes, again.notes];
    },
  ),
];
