import type { EntityManager, FilterQuery } from '@mikro-orm/core';

interface ReadColumnsOptions<Entity extends object, Field extends keyof Entity & string> {
  readonly where: FilterQuery<Entity>;
  readonly fields: readonly Field[];
}

/**
 * Some columns of many rows, which do not become objects of the unit of work: it compares all of its objects at each
 * flush. What was saved before is written first, so that it is among them.
 */
export async function readColumns<Entity extends object, Field extends keyof Entity & string>(
  em: EntityManager,
  type: abstract new (...args: never[]) => Entity,
  { where, fields }: ReadColumnsOptions<Entity, Field>,
): Promise<readonly Pick<Entity, Field>[]> {
  await em.flush();
  const options = { fields: [...fields] as never, disableIdentityMap: true };
  return await em.find(type, where, options);
}
