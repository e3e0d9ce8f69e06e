import type { RestModel } from '../models/model-catalog.ts';
import { ValueProblem } from '../models/filters/parse-value.ts';
import type { Where } from '../models/filters/where.ts';
import type { Grant } from './grant.ts';

/**
 * The objects that somebody may see, of every model: what decides whether a filter, an order or a search may ask about an
 * object that another one refers to, and whether its name is shown there.
 */
export interface Sight {
  /** @returns undefined when no object of the model is in sight */
  of(label: string): Grant | undefined;
}

/** Everything: for superusers, and for what the platform itself asks, such as constraints. */
export const unlimitedSight: Sight = { of: () => ({ objects: 'all' }) };

/** What of the platform's own tables everybody sees without a permission: himself, and what he made. */
export const ownObjects: Readonly<Record<string, (userId: string) => Where>> = {
  'users.user': (id) => ({ id }),
  'users.token': (user) => ({ user }),
  'extras.jobresult': (user) => ({ user }),
  'extras.scheduledjob': (user) => ({ user }),
};

/** Models whose objects are part of others, and seen by whoever sees those. */
export const partsOfOthers: ReadonlySet<string> = new Set(['extras.jobmodule']);

/**
 * A condition on the objects of a model, narrowed to those in sight. Within a condition on a relation, objects out of sight
 * then match nothing, whatever stands around it: no answer depends on what they hold.
 * @throws ValueProblem when none is in sight
 */
export function withinSight(sight: Sight, model: RestModel, condition: Where): Where {
  const grant = sight.of(model.label);
  if (!grant) throw new ValueProblem(`You may not view any ${model.verboseName}.`);
  return grant.objects === 'all' ? condition : { $and: [condition, grant.where] };
}

/** Whether all objects of a model are in sight: only then may an order follow what they hold. */
export function seesAll(sight: Sight, model: RestModel): boolean {
  return sight.of(model.label)?.objects === 'all';
}

/** The condition that objects in sight fulfil: `{}` for all of them. */
export function conditionOfSight(sight: Sight, label: string): Where {
  const grant = sight.of(label);
  if (!grant) return { $not: {} };
  return grant.objects === 'all' ? {} : grant.where;
}
