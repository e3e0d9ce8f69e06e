import type { EntityManager } from '@mikro-orm/postgresql';
import type { Where } from '../models/filters/where.ts';
import { serializeObject, type SerializeContext } from '../models/serialize.ts';
import type { RestModel } from '../models/model-catalog.ts';
import { AuditEvent } from './audit-event.entity.ts';

/** Events that are read at once. */
const batchSize = 1000;

/**
 * All events that fulfil a condition, oldest first, a line of JSON each. Reads them piece by piece, as fast as they are
 * taken; what is added meanwhile comes too.
 */
export async function* exportAuditEvents(
  em: EntityManager,
  { where, model, place }: { readonly where: Where; readonly model: RestModel; readonly place: SerializeContext },
): AsyncGenerator<string> {
  let last: { readonly id: string } | undefined;
  for (;;) {
    const after = last ? [{ id: { $gt: last.id } }] : [];
    const events = await em.find(
      AuditEvent,
      { $and: [where, ...after] },
      {
        orderBy: { id: 'asc' }, // ids grow with time
        limit: batchSize,
        disableIdentityMap: true,
      },
    );
    if (events.length === 0) return;
    yield events.map((event) => `${JSON.stringify(serializeObject(place, model, event))}\n`).join('');
    last = events.at(-1);
  }
}
