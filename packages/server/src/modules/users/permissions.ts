import type { EntityManager } from '@mikro-orm/postgresql';
import { PermissionDeniedError } from '../../errors.ts';
import { anyOf, buildCondition } from '../models/filters/build-condition.ts';
import { ValueProblem } from '../models/filters/parse-value.ts';
import type { ModelCatalog, RestModel } from '../models/model-catalog.ts';
import { ObjectPermission, type PermissionConstraint } from './object-permission.entity.ts';
import type { Caller } from './caller.ts';
import type { Where } from '../models/filters/where.ts';

/** What may be done with an object. */
export type PermissionAction = 'view' | 'add' | 'change' | 'delete' | 'run' | 'sync';

/** Objects that a user may act upon: all, or those that fulfil a condition. */
export type Grant = { readonly objects: 'all' } | { readonly objects: 'some'; readonly where: Where };

/** Answers what the user of one request may do; asks the database at most once. */
export interface Permissions {
  /** @returns undefined when the user may do it with no object at all */
  grant(action: PermissionAction, label: string): Promise<Grant | undefined>;
  /** What they may do with some objects at least, by kind of object. Empty for superusers: those may do everything. */
  list(): Promise<readonly GrantedActions[]>;
}

/** Actions that a user may take on some objects of a type. */
export interface GrantedActions {
  /** Label of the model. */
  readonly objectType: string;
  readonly actions: readonly string[];
}

/**
 * Condition on the objects that the user may act upon; undefined when there is none.
 * @throws {@link PermissionDeniedError} when the user may do it with no object at all
 */
export async function requireGrant(
  permissions: Permissions,
  action: PermissionAction,
  label: string,
): Promise<Where | undefined> {
  const grant = await permissions.grant(action, label);
  if (!grant) throw new PermissionDeniedError();
  return grant.objects === 'all' ? undefined : grant.where;
}

export function createPermissions(em: EntityManager, catalog: ModelCatalog, caller: Caller): Permissions {
  let loaded: Promise<readonly ObjectPermission[]> | undefined;
  const load = (): Promise<readonly ObjectPermission[]> =>
    (loaded ??= em.fork().find(ObjectPermission, { enabled: true, users: { id: caller.id } }));
  return {
    list: async () => {
      const actions = new Map<string, Set<string>>();
      for (const permission of caller.isSuperuser ? [] : await load()) {
        for (const label of permission.objectTypes) {
          const known = actions.get(label) ?? new Set();
          actions.set(label, new Set([...known, ...permission.actions]));
        }
      }
      return [...actions].map(([objectType, names]) => ({ objectType, actions: [...names].toSorted() }));
    },
    grant: async (action, label) => {
      if (caller.isSuperuser) return { objects: 'all' };
      const matching = (await load()).filter(
        (permission) => permission.actions.includes(action) && permission.objectTypes.includes(label),
      );
      if (matching.length === 0) return undefined;
      if (matching.some((permission) => permission.constraints === null)) return { objects: 'all' };
      const model = catalog.find(label);
      const alternatives = matching.flatMap((permission) => listConstraints(permission));
      return { objects: 'some', where: anyOf(alternatives.map((constraint) => translate(catalog, model, constraint))) };
    },
  };
}

function listConstraints(permission: ObjectPermission): readonly PermissionConstraint[] {
  const { constraints } = permission;
  if (constraints === null || constraints === undefined) return [];
  return Array.isArray(constraints) ? (constraints as PermissionConstraint[]) : [constraints as PermissionConstraint];
}

/** A constraint that cannot be understood allows nothing: it must never open more than its author meant. */
function translate(catalog: ModelCatalog, model: RestModel | undefined, constraint: PermissionConstraint): Where {
  if (!model) return anyOf([]);
  try {
    const conditions = Object.entries(constraint).map(([name, value]) =>
      buildCondition(catalog, model, { name, values: (Array.isArray(value) ? value : [value]).map(String) }),
    );
    return { $and: conditions };
  } catch (error) {
    if (error instanceof ValueProblem) return anyOf([]);
    throw error;
  }
}
