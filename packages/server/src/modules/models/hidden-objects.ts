import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sight } from '../users/sight.ts';
import type { RestModel } from './model-catalog.ts';
import type { ModelEntity } from './model-entity.ts';

/** Whether an object that another one refers to is out of sight: it shows its id there, and not its name. */
export type Hides = (model: RestModel, id: string) => boolean;

/** Finds out which of the objects that some others refer to are out of sight: a query for each model that is seen in part. */
export async function findHidden(
  em: EntityManager,
  sight: Sight,
  references: ReadonlyMap<RestModel, ReadonlySet<string>>,
): Promise<Hides> {
  const visible = new Map<RestModel, ReadonlySet<string>>();
  for (const [model, ids] of references) {
    const grant = sight.of(model.label);
    if (grant?.objects === 'all' || ids.size === 0) continue;
    visible.set(
      model,
      grant ? await findVisible(em, model, { $and: [{ id: { $in: [...ids] } }, grant.where] }) : new Set(),
    );
  }
  return (model, id) => visible.get(model)?.has(id) === false;
}

async function findVisible(em: EntityManager, model: RestModel, where: object): Promise<ReadonlySet<string>> {
  const options = { fields: ['id'] as never, disableIdentityMap: true };
  const found = (await em.find(model.meta.class, where, options)) as ModelEntity[];
  return new Set(found.map(({ id }) => id));
}
