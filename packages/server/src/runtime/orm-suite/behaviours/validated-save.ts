import { type Job, ValidationError } from '@jobwright/sdk';
import { behaviour } from '../behaviour.ts';
import { Device, Site } from '../models.ts';
import { ids } from '../seed.ts';

/** Problems of what is refused; null when it is saved. */
async function problemsOf(job: Job, entity: object): Promise<unknown> {
  try {
    await job.validatedSave(entity);
    return null;
  } catch (error) {
    if (error instanceof ValidationError) return error.problems;
    throw error;
  }
}

/** What `validatedSave` does with the unit of work. */
export const validatedSave = [
  behaviour(
    'new objects that are refused are not written, those around them are',
    [
      [null, { name: ['Must have at most 255 characters; it has 256.'] }, null],
      ['saved1', 'saved2'],
    ],
    async (em, job) => {
      const site = await em.findOneOrFail(Site, ids.ams, { populate: ['devices'] });
      const found: unknown[] = [];
      for (const name of ['saved1', 'x'.repeat(256), 'saved2']) {
        found.push(await problemsOf(job, em.create(Device, { name, site, type: ids.x1 })));
      }
      await em.flush();
      const written = await em
        .fork({ keepTransactionContext: true })
        .find(
          Device,
          { $or: [{ name: { $like: 'saved%' } }, { name: { $like: 'xxx%' } }] },
          { orderBy: { name: 'asc' } },
        );
      return [found, written.map((device) => device.name)];
    },
  ),
  behaviour(
    'a loaded object that is refused goes back to what the database holds, whatever the types of its columns',
    [{ address: ['Must be an IP address, with or without a mask.'] }, true, true],
    async (em, job) => {
      const device = await em.findOneOrFail(Device, ids.core1);
      const before = JSON.stringify(columnsOf(device));
      Object.assign(device, {
        name: 'renamed',
        serial: 'changed',
        site: em.getReference(Site, ids.sin),
        status: 'failed',
        position: 40,
        isManaged: !device.isManaged,
        weight: 1.25,
        price: '9.99',
        counter: 77n,
        labels: ['changed'],
        customFields: { changed: true },
        address: 'nonsense',
        network: '10.9.0.0/16',
        colour: { red: 9, green: 9, blue: 9 },
        installed: new Date('2001-02-03T04:05:06.789Z'),
        boughtOn: '2001-02-03',
      });
      const problems = await problemsOf(job, device);
      const restored = JSON.stringify(columnsOf(device)) === before;
      await em.flush();
      const stored = await em.fork({ keepTransactionContext: true }).findOneOrFail(Device, ids.core1);
      return [problems, restored, JSON.stringify(columnsOf(stored)) === before];
    },
  ),
  behaviour('an object made by new has its id from then on', [true, 1], async (em, job) => {
    const site = Object.assign(new Site(), { name: 'Made by new', slug: 'made-by-new' });
    await job.validatedSave(site);
    return [/^[0-9a-f-]{36}$/.test(site.id), await em.count(Site, { id: site.id })];
  }),
];

function columnsOf(device: Device): unknown[] {
  const { name, serial, status, position, isManaged, weight, price, counter, labels, customFields } = device;
  const { address, network, colour, installed, boughtOn, version, site } = device;
  return [
    [name, serial, status, position, isManaged, weight, price, String(counter), labels, customFields],
    [address, network, colour, installed, boughtOn, version, site.id],
  ];
}
