import { type EntityManager, type EntityMetadata, isRaw, Reference, ScalarReference, wrap } from '@mikro-orm/core';
import { ValidationError } from '../errors.ts';
import type { ModelDefinition } from '../model.ts';
import { fieldName, type FieldRule, fieldRules } from './field-rules.ts';

export interface ValidateEntityOptions {
  /** The unit of work in which the object is about to be saved. */
  readonly em: EntityManager;
}

const REQUIRED = 'This field is required.';

/**
 * Checks an object by the rules of its fields (required, type, length, range, items, format), which come from the
 * entity's metadata, and if these hold, by the `validate` of its model. Writes nothing; a model's own rules may query.
 *
 * Only what the object has is looked at: columns that were not loaded keep their values, which were checked before.
 *
 * @throws {@link ValidationError} with all problems, keyed by the names of REST: `device_type`, `asset_tag`
 */
export async function validateEntity(
  entity: object,
  model: ModelDefinition,
  { em }: ValidateEntityOptions,
): Promise<void> {
  const metadata = em.getMetadata().get(model.entity);
  const isNew = !wrap(entity).isManaged();
  const problems: Record<string, string[]> = {};
  for (const rule of fieldRules(metadata)) {
    const problem = findProblem(rule, unwrap((entity as Readonly<Record<string, unknown>>)[rule.property]), isNew);
    if (problem !== undefined) problems[rule.field] = [problem];
  }
  // A model's own rules query, and may count on what the field rules say: a value that is none would end the transaction.
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
  try {
    await model.validate?.(entity, { em });
  } catch (error) {
    if (!isValidationError(error)) throw error;
    const named: Record<string, string[]> = {};
    for (const [key, messages] of Object.entries(error.problems)) {
      (named[fieldOf(metadata, key)] ??= []).push(...messages);
    }
    throw new ValidationError(named, { cause: error });
  }
}

function findProblem(rule: FieldRule, value: unknown, isNew: boolean): string | undefined {
  if (value === undefined) return isNew && rule.required ? REQUIRED : undefined;
  if (value === null) return rule.nullable ? undefined : REQUIRED;
  if (value === '' && rule.refusesEmpty) return REQUIRED;
  return isRaw(value) ? undefined : rule.check(value);
}

/** What a lazy wrapper holds; `undefined` when it is not loaded. */
function unwrap(value: unknown): unknown {
  if (ScalarReference.isScalarReference(value)) return value.isInitialized() ? value.unwrap() : undefined;
  return Reference.isReference(value) ? Reference.unwrapReference(value) : value;
}

/** Authors name properties (`deviceType`) or columns (`device_type_id`); REST names fields (`device_type`). */
function fieldOf(metadata: EntityMetadata, key: string): string {
  const property = metadata.props.find(({ name, fieldNames }) => name === key || fieldNames?.[0] === key);
  return property ? fieldName(property) : key;
}

/** By code: a plugin may bring its own copy of the sdk. */
function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && 'code' in error && error.code === 'JOBWRIGHT_VALIDATION_FAILED';
}
