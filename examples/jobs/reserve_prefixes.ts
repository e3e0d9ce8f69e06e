import { freePrefixes, Prefix, Status } from '@jobwright/inventory';
import { AbortJob, IPNetwork, IntegerVar, Job, ObjectVar, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Prefixes';

/** Create a range of new reserved prefixes, taken from the free space of a container. */
export class ReservePrefixes extends Job {
  static override meta: JobMeta = {
    name: 'Reserve prefixes',
    description: 'Reserves the next free prefixes of a container',
  };

  container = ObjectVar({ model: Prefix, description: 'Where to take the space from' });
  length = IntegerVar({ label: 'Prefix length', minValue: 1, maxValue: 128, default: 24 });
  count = IntegerVar({ label: 'How many', minValue: 1, maxValue: 1000, default: 4 });
  note = StringVar({ label: 'Description', required: false, default: 'Reserved' });

  override async run(data: JobData<ReservePrefixes>): Promise<object[]> {
    const container = IPNetwork.parse(data.container.prefix);
    if (data.length <= container.prefixLength) {
      throw new AbortJob(
        `/${data.length} does not fit into ${container.toString()}: choose a length above ${container.prefixLength}.`,
      );
    }
    const reserved = await this.em.findOneOrFail(Status, { slug: 'reserved' });
    const free = await freePrefixes(this.em, data.container, { length: data.length, count: data.count });
    if (free.length < data.count) {
      throw new AbortJob(
        `${container.toString()} has room for ${free.length} more /${data.length}, ${data.count} were asked for.`,
      );
    }

    const created: Prefix[] = [];
    for (const network of free) {
      const prefix = this.em.create(Prefix, {
        prefix: network.toString(),
        vrf: data.container.vrf,
        site: data.container.site,
        status: reserved,
        description: data.note,
      });
      await this.validatedSave(prefix);
      this.logSuccess(prefix, `Reserved ${network.toString()}`);
      created.push(prefix);
    }
    return created.map((prefix) => ({ prefix: prefix.prefix, description: prefix.description }));
  }
}
