import type { EntityManager } from '@mikro-orm/postgresql';
import type { FieldProblems } from '../../../errors.ts';
import { isUuid } from '../../models/filters/parse-value.ts';
import type { ModelCatalog } from '../../models/model-catalog.ts';
import { findMissingIds } from '../../models/references.ts';
import type { Sight } from '../../users/sight.ts';

/**
 * Looks for objects out of sight in a stored input whose variables are not known any more: whatever in it is the id of an
 * object counts as one. @returns what is wrong, by variable, as a validated input would be refused
 */
export async function findHiddenInput(
  scope: { readonly em: EntityManager; readonly catalog: ModelCatalog; readonly sight: Sight },
  input: Readonly<Record<string, unknown>>,
): Promise<FieldProblems> {
  const { catalog, sight } = scope;
  const idsByName = Object.entries(input).map(([name, value]) => [name, idsIn(value)] as const);
  const ids = [...new Set(idsByName.flatMap(([, found]) => found))];
  const problems: Record<string, string[]> = {};
  for (const label of ids.length === 0 ? [] : catalog.labels()) {
    const model = catalog.find(label);
    const grant = sight.of(label);
    if (!model || grant?.objects === 'all') continue;
    const missing = new Set(await findMissingIds({ ...scope, model }, ids));
    const existing = ids.filter((id) => !missing.has(id));
    const hidden = grant ? await findMissingIds({ ...scope, model, restriction: grant.where }, existing) : existing;
    for (const id of hidden) {
      const [name = 'data'] = idsByName.find(([, found]) => found.includes(id)) ?? [];
      (problems[name] ??= []).push(`There is no ${model.verboseName} with the id ${id}.`);
    }
  }
  return problems;
}

function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return isUuid(value) ? [value.toLowerCase()] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((item) => idsIn(item)) : [];
}
