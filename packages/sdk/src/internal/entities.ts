/**
 * For the platform only, like `internal`: what needs MikroORM itself and not its types alone. An isolate without models can
 * do without it.
 * @internal
 */
export { validateEntity, type ValidateEntityOptions } from '../validation/validate-entity.ts';
export { validatedSave, type ValidatedSaveOptions } from '../validation/validated-save.ts';
