import { wrap } from '@mikro-orm/core';
import { behaviour, failureOf } from '../behaviour.ts';
import { Device, Site } from '../models.ts';
import { ids } from '../seed.ts';

const notLoaded = { name: 'NotLoadedError', code: 'JOBWRIGHT_NOT_LOADED' };

async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

/** Where MikroORM gives `undefined`, and its types say otherwise. */
export const unloaded = [
  behaviour(
    'columns and relations of what is not loaded cannot be read',
    [notLoaded, notLoaded, notLoaded, notLoaded],
    async (em) => {
      const device = await em.findOneOrFail(Device, ids.core1);
      return [
        await failureOf(async () => device.site.name),
        await failureOf(async () => device.site.region),
        await failureOf(async () => [device].map((it) => it.type.model)),
        await failureOf(async () => em.getReference(Site, ids.sin).slug),
      ];
    },
  ),
  behaviour(
    'the error names the relation and says what to do',
    [
      'Site.name is not loaded: of this Site, the site of a Device, only the id is known. ' +
        "Name the relation in the query, { populate: ['site'] }, with the whole way to it if it is further away " +
        "(populate: ['a.site']), or load it for objects that are there: await this.em.populate(objects, ['site']).",
      true,
    ],
    async (em) => {
      const device = await em.findOneOrFail(Device, ids.core1, { populate: ['type'] });
      return [
        await messageOf(() => device.site.name),
        (await messageOf(() => device.type.maker.name)).includes('the maker of a DeviceType, only the id is known'),
      ];
    },
  ),
  behaviour('members of a collection that is not loaded cannot be read', [notLoaded, notLoaded], async (em) => {
    const site = await em.findOneOrFail(Site, ids.ams);
    return [await failureOf(async () => [...site.devices]), await failureOf(async () => site.devices.getItems())];
  }),
  behaviour('the key of what is not loaded is there', [true, true, false, true], async (em) => {
    const { site } = await em.findOneOrFail(Device, ids.core1);
    return [
      site.id === ids.ams,
      site instanceof Site,
      wrap(site).isInitialized(),
      site === em.getReference(Site, ids.ams),
    ];
  }),
  behaviour(
    'what is not loaded can be serialised, and not be taken apart as if it were',
    [true, notLoaded],
    async (em) => {
      const { site } = await em.findOneOrFail(Device, ids.core1);
      return [
        JSON.stringify({ site }).includes(ids.ams),
        await failureOf(async () => Object.entries({ site }).map(([, { region }]) => region)),
      ];
    },
  ),
  behaviour('what was not loaded can be read once it is, in every way to load it', ['Amsterdam', 4], async (em) => {
    const fork = () => em.fork().findOneOrFail(Device, ids.core1);
    const [first, second, third, fourth] = [await fork(), await fork(), await fork(), await fork()];
    await wrap(first.site).init();
    await wrap(second, true).__em?.populate(second, ['site']);
    await wrap(third, true).__em?.findOneOrFail(Site, ids.ams);
    await wrap(fourth, true).__em?.refresh(fourth.site);
    const names = [first, second, third, fourth].map((device) => device.site.name);
    return [names[0], names.filter((name) => name === 'Amsterdam').length];
  }),
  behaviour(
    'a change by reference is written, and what was set can be read',
    ['Renamed', null, 'Renamed', 'ams'],
    async (em) => {
      const { site } = await em.findOneOrFail(Device, ids.core1);
      site.name = 'Renamed';
      await em.flush();
      const written = await em.fork().findOneOrFail(Site, ids.ams);
      return [site.name, site.accessCode, written.name, written.slug];
    },
  ),
  behaviour('a new object has what it was given, and nothing of what it was not', ['x', true, true], async (em) => {
    const site = new Site();
    site.name = 'x';
    const device = em.create(Device, { name: 'y', site: ids.ams as never, type: ids.x1 as never });
    return [site.name, site.slug === undefined, device.serial === undefined || device.serial === null];
  }),
  behaviour('objects that refer to what is not loaded are written, moved and removed', [1, 0], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.site = em.getReference(Site, ids.sin);
    device.name = 'moved';
    await em.flush();
    const moved = await em.count(Device, { name: 'moved', site: ids.sin });
    em.remove(device);
    await em.flush();
    return [moved, await em.count(Device, { name: 'moved' })];
  }),
];
