import type { EntityManager } from '@mikro-orm/core';
import type { ModelDefinition } from '../model.ts';

export interface ValidateEntityOptions {
  readonly em: EntityManager;
}

export async function validateEntity(
  entity: object,
  model: ModelDefinition,
  { em }: ValidateEntityOptions,
): Promise<void> {
  await model.validate?.(entity, { em });
}
