import type { EntityManager } from '@mikro-orm/postgresql';
import type { ListQuery } from './filters/parse-list-query.ts';
import type { RestModel } from './model-catalog.ts';
import type { ModelEntity } from './model-entity.ts';

/** Finds which objects a page of a list shows, in order, and how many there are on all pages. */
export async function findPage(
  em: EntityManager,
  model: RestModel,
  query: ListQuery,
): Promise<{ readonly count: number; readonly ids: readonly string[] }> {
  const count = await em.count(model.meta.class, query.where);
  if (count <= query.page.offset) return { count, ids: [] };
  const objects = await em.find(model.meta.class, query.where, {
    fields: ['id'] as never,
    orderBy: query.orderBy as never,
    limit: query.page.limit,
    offset: query.page.offset,
    disableIdentityMap: true,
  });
  return { count, ids: objects.map((object) => (object as ModelEntity).id) };
}
