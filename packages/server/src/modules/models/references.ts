import type { EntityManager } from '@mikro-orm/postgresql';
import { buildCondition, type FilterScope } from './filters/build-condition.ts';
import { isUuid, ValueProblem } from './filters/parse-value.ts';
import type { RestModel } from './model-catalog.ts';
import type { ModelEntity } from './model-entity.ts';
import type { Where } from './filters/where.ts';

/** Where an object is looked for. */
export interface ReferenceScope extends FilterScope {
  readonly em: EntityManager;
  readonly model: RestModel;
  /** Conditions that the object must fulfil besides, e.g. what the user may view. */
  readonly restriction?: Where;
}

/** Result of looking for an object: the object, or why there is none, as a sentence for the client. */
export type ReferenceResult =
  | { readonly ok: true; readonly id: string; readonly entity: ModelEntity }
  | { readonly ok: false; readonly problem: string };

/**
 * Finds the object that a client means: by id, or by a dictionary of unique or filterable attributes that only it has.
 */
export async function resolveReference(scope: ReferenceScope, given: unknown): Promise<ReferenceResult> {
  const { model, em, restriction } = scope;
  let condition: Where;
  try {
    condition = describeTarget(scope, given);
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error;
    return { ok: false, problem: error.message };
  }
  const where = restriction ? { $and: [condition, restriction] } : condition;
  const found = (await em.find(model.meta.class, where, {
    limit: 2,
    populate: model.display.relations as never,
  })) as ModelEntity[];
  const [entity, second] = found;
  if (!entity) return { ok: false, problem: `There is no ${model.verboseName} with ${describeGiven(given)}.` };
  if (second) {
    const problem = `More than one ${model.verboseName} has ${describeGiven(given)}. Give attributes that only one has, or its id.`;
    return { ok: false, problem };
  }
  return { ok: true, id: entity.id, entity };
}

/** Finds many objects by id in one query. @returns the missing ids, in the order given, each once */
export async function findMissingIds(scope: ReferenceScope, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { em, model, restriction } = scope;
  const where = { $and: [{ id: { $in: [...new Set(ids)] } }, ...(restriction ? [restriction] : [])] };
  const found = await em.find(model.meta.class, where, { fields: ['id'] as never });
  const present = new Set(found.map((entity) => (entity as ModelEntity).id));
  return [...new Set(ids)].filter((id) => !present.has(id));
}

function describeTarget(scope: ReferenceScope, given: unknown): Where {
  const { model } = scope;
  if (typeof given === 'string') {
    if (!isUuid(given)) {
      throw new ValueProblem(
        `"${given.slice(0, 100)}" is not a valid id of a ${model.verboseName}. Give one, or an object with attributes that only it has, such as {"name": "…"}.`,
      );
    }
    return { id: given.toLowerCase() };
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ValueProblem(`Give the id of a ${model.verboseName}, or an object with attributes that only it has.`);
  }
  const attributes = given as Readonly<Record<string, unknown>>;
  // What REST shows for a reference is taken back as it is.
  if (typeof attributes['id'] === 'string') return describeTarget(scope, attributes['id']);
  const entries = Object.entries(attributes);
  if (entries.length === 0) throw new ValueProblem('An empty object does not say which one is meant.');
  if (entries.length > 20) throw new ValueProblem('Too many attributes.');
  const conditions = entries.map(([name, value]) => {
    try {
      return buildCondition(scope, model, { name, values: [attributeText(value)] });
    } catch (error) {
      throw error instanceof ValueProblem ? new ValueProblem(`${name}: ${error.message}`) : error;
    }
  });
  return { $and: conditions };
}

function attributeText(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ValueProblem('Give a text, a number, true, false or null.');
}

function describeGiven(given: unknown): string {
  if (typeof given === 'string') return `the id ${given.slice(0, 100)}`;
  const attributes = given as Readonly<Record<string, unknown>>;
  if (typeof attributes['id'] === 'string') return describeGiven(attributes['id']);
  return Object.entries(attributes)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join(' and ')
    .slice(0, 300);
}
