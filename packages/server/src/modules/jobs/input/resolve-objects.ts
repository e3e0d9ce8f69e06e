import type { VariableDescriptor } from '@jobwright/sdk/internal';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isUuid, ValueProblem } from '../../models/filters/parse-value.ts';
import type { ModelCatalog } from '../../models/model-catalog.ts';
import { findMissingIds, resolveReference, type ReferenceScope } from '../../models/references.ts';
import type { Permissions } from '../../users/permissions.ts';
import { buildJobFilter, refersTo } from './job-filter.ts';
import type { Where } from '../../models/filters/where.ts';

/** Values of a run's variables in stored form, by name. */
export type InputValues = Readonly<Record<string, unknown>>;

export interface ObjectInputScope {
  readonly em: EntityManager;
  readonly catalog: ModelCatalog;
  readonly permissions: Permissions;
  readonly variables: readonly VariableDescriptor[];
  /** Variables whose values are wrong already: filters that refer to them say nothing. */
  readonly refused: readonly string[];
}

export interface ResolvedInput {
  /** With every object given by id. */
  readonly values: InputValues;
  /** What is wrong, by variable. */
  readonly problems: Readonly<Record<string, readonly string[]>>;
}

/**
 * Finds the objects that an input names, by id or by attributes, and checks that the user may view them and that they
 * lie within the filters that the job's author set, also those that refer to other variables.
 */
export async function resolveObjects(scope: ObjectInputScope, values: InputValues): Promise<ResolvedInput> {
  const resolved: Record<string, unknown> = { ...values };
  const problems: Record<string, readonly string[]> = {};
  const variables = scope.variables.filter(({ kind }) => kind === 'object' || kind === 'multi-object');
  for (const variable of variables) {
    const given = values[variable.name];
    if (given === undefined || given === null) continue;
    const target = await findTarget(scope, variable);
    if ('problem' in target) {
      problems[variable.name] = [target.problem];
      continue;
    }
    const result = await resolveAll(target, Array.isArray(given) ? given : [given]);
    if (result.problems.length > 0) problems[variable.name] = result.problems;
    else resolved[variable.name] = variable.kind === 'object' ? result.ids[0] : result.ids;
  }
  // Filters may refer to any other variable, so they come when all objects are known.
  for (const variable of variables) {
    const ids = idsOf(resolved[variable.name]);
    if (problems[variable.name] || ids.length === 0 || !variable.queryParams) continue;
    const outside = await findOutside(scope, { variable, ids, values: resolved, problems });
    if (outside !== undefined) problems[variable.name] = [outside];
  }
  return { values: resolved, problems };
}

async function findTarget(
  scope: ObjectInputScope,
  variable: VariableDescriptor,
): Promise<ReferenceScope | { readonly problem: string }> {
  const model = scope.catalog.find(variable.model ?? '');
  if (!model) return { problem: `The model ${variable.model ?? ''} of this variable is not installed.` };
  const sight = await scope.permissions.sight();
  const grant = sight.of(model.label);
  if (!grant) return { problem: `You may not view any ${model.verboseName}.` };
  const { em, catalog } = scope;
  const target = { em, catalog, sight, model };
  return grant.objects === 'all' ? target : { ...target, restriction: grant.where };
}

/** Objects of one variable that may be given by attributes: each costs a statement. */
const maxLookups = 500;

async function resolveAll(
  scope: ReferenceScope,
  given: readonly unknown[],
): Promise<{ readonly ids: readonly string[]; readonly problems: readonly string[] }> {
  const direct = given.filter((item): item is string => typeof item === 'string' && isUuid(item));
  const missing = await findMissingIds(
    scope,
    direct.map((id) => id.toLowerCase()),
  );
  if (given.length - direct.length > maxLookups) {
    return { ids: [], problems: [`At most ${maxLookups} objects may be given by attributes; give the others by id.`] };
  }
  const ids: string[] = [];
  const problems = missing.map((id) => `There is no ${scope.model.verboseName} with the id ${id}.`);
  for (const item of given) {
    if (typeof item === 'string' && isUuid(item)) {
      ids.push(item.toLowerCase());
      continue;
    }
    const result = await resolveReference(scope, item);
    if (result.ok) ids.push(result.id);
    else problems.push(result.problem);
  }
  return { ids: [...new Set(ids)], problems };
}

interface FilterCheck {
  readonly variable: VariableDescriptor;
  readonly ids: readonly string[];
  readonly values: InputValues;
  readonly problems: ResolvedInput['problems'];
}

/** Says which objects lie outside of the variable's filters; undefined when none does. */
async function findOutside(scope: ObjectInputScope, check: FilterCheck): Promise<string | undefined> {
  const model = scope.catalog.find(check.variable.model ?? '');
  if (!model) return undefined;
  const place = { catalog: scope.catalog, sight: await scope.permissions.sight(), model };
  const conditions: Where[] = [];
  const words: string[] = [];
  for (const [name, value] of Object.entries(check.variable.queryParams ?? {})) {
    const filter = readFilter(scope, value, check);
    if (filter === 'unknown') return undefined; // the other variable is refused already
    if (filter.length === 0) continue;
    try {
      const condition = buildJobFilter(place, { name, values: filter });
      if (condition) conditions.push(condition);
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error;
      return `The job’s filter "${name}" cannot be used: ${error.message}`;
    }
    words.push(`${name} = ${filter.join(', ')}`);
  }
  if (conditions.length === 0) return undefined;
  const restriction = { $and: conditions };
  const outside = await findMissingIds({ em: scope.em, ...place, restriction }, check.ids);
  if (outside.length === 0) return undefined;
  const subject = outside.length === 1 ? `The ${model.verboseName}` : `The ${model.verboseNamePlural}`;
  return `${subject} ${outside.join(', ')} cannot be chosen here: only those with ${words.join(' and ')}.`;
}

/**
 * Values of a filter: as written, or for `$other` those of that variable. An empty variable gives none, which drops the
 * filter.
 */
function readFilter(scope: ObjectInputScope, value: unknown, check: FilterCheck): readonly string[] | 'unknown' {
  const texts: string[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    const other = refersTo(item);
    if (other === undefined) {
      texts.push(String(item));
      continue;
    }
    if (check.problems[other] || scope.refused.includes(other)) return 'unknown';
    texts.push(...idsOf(check.values[other]));
  }
  return texts;
}

/** The values of a variable as texts; an empty one has none. */
function idsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
