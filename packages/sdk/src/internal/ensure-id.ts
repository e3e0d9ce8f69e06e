import type { EntityManager } from '@mikro-orm/core';
import type { ModelDefinition } from '../model.ts';

/**
 * Gives an object made by `new` the id that `em.create` would have given it, so that log entries and relations can
 * refer to it before it is written.
 */
export function ensureId(entity: object, model: ModelDefinition, em: EntityManager): void {
  const values = entity as Record<string, unknown>;
  for (const property of em.getMetadata().get(model.entity).getPrimaryProps()) {
    if (values[property.name] === undefined && property.onCreate) {
      values[property.name] = property.onCreate(entity, em);
    }
  }
}
