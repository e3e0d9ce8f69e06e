import type { EntityManager } from '@mikro-orm/core';
import { ensureId } from '../internal/ensure-id.ts';
import type { ModelRegistry } from '../internal/model-registry.ts';
import { noteAccepted, takeBackRefused } from './take-back.ts';
import { validateEntity } from './validate-entity.ts';

export interface ValidatedSaveOptions {
  readonly em: EntityManager;
  readonly models: ModelRegistry;
}

/**
 * Validates the objects one after another and hands them to the unit of work; what is refused is taken back from it.
 *
 * @throws {@link ValidationError} for the first that breaks a rule
 * @throws {@link ModelUnknownError} for what is no object of a model
 */
export async function validatedSave(entities: readonly object[], { em, models }: ValidatedSaveOptions): Promise<void> {
  for (const entity of entities) {
    const model = models.getByObject(entity);
    try {
      await validateEntity(entity, model, { em });
    } catch (error) {
      takeBackRefused(entity, model, em);
      throw error;
    }
    noteAccepted(entity, model, em);
    ensureId(entity, model, em);
    em.persist(entity);
  }
}
