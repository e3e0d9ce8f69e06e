import { buildCondition, type FilterRequest } from '../../models/filters/build-condition.ts';
import { buildSearch, type ListScope } from '../../models/filters/parse-list-query.ts';
import type { Where } from '../../models/filters/where.ts';

/** Parameters of a list that say how to show it, not what is in it. */
const presentational = new Set(['limit', 'offset', 'ordering', 'format', 'depth']);

/**
 * Translates a filter of `queryParams`. It means what it means in the list that a form asks: of other objects, those in
 * sight.
 * @returns undefined when it says nothing about which objects there are
 * @throws ValueProblem
 */
export function buildJobFilter(scope: ListScope, filter: FilterRequest): Where | undefined {
  if (presentational.has(filter.name)) return undefined;
  return filter.name === 'q' ? buildSearch(scope, filter.values.join(' ')) : buildCondition(scope, scope.model, filter);
}

/** The variable that a value of `queryParams` takes its own from: `$region`. Undefined: it is one itself. */
export function refersTo(value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith('$') ? value.slice(1) : undefined;
}
