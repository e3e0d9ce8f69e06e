import type { EntityManager } from '@mikro-orm/postgresql';
import { PermissionDeniedError } from '../../errors.ts';
import { anyOf, buildCondition } from '../models/filters/build-condition.ts';
import { ValueProblem } from '../models/filters/parse-value.ts';
import type { ModelCatalog, RestModel } from '../models/model-catalog.ts';
import { ObjectPermission, type PermissionConstraint } from './object-permission.entity.ts';
import type { Caller } from './caller.ts';
import type { Where } from '../models/filters/where.ts';
import type { Grant } from './grant.ts';
import { ownObjects, partsOfOthers, type Sight, unlimitedSight } from './sight.ts';

/** What the platform itself asks permission for. Plugins may use words of their own besides. */
export type PermissionAction = 'view' | 'add' | 'change' | 'delete' | 'run' | 'sync' | 'approve';

/** Answers what the user of one request may do; asks the database at most once. */
export interface Permissions {
  /** @returns undefined when the user may do it with no object at all */
  grant(action: PermissionAction, label: string): Promise<Grant | undefined>;
  /** Which objects they may see, of every model. */
  sight(): Promise<Sight>;
  /** What they may do with some objects at least, by kind of object. Empty for superusers: those may do everything. */
  list(): Promise<readonly GrantedActions[]>;
  /**
   * What of a permission the user does not hold: `run extras.job`. Nobody but a superuser may hand out more than he holds.
   * A constraint is held when the user holds it, or one with fewer conditions.
   */
  findExcess(permission: GrantedObjects): Promise<readonly string[]>;
}

/** The part of a permission that says what it allows. */
export type GrantedObjects = Pick<ObjectPermission, 'objectTypes' | 'actions' | 'constraints'>;

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
  const load = (): Promise<readonly ObjectPermission[]> => (loaded ??= loadPermissions(em.fork(), caller.id));
  const findMatching = async (action: string, label: string): Promise<readonly ObjectPermission[]> =>
    (await load()).filter(isFor(action, label));
  const grantOf = (permissions: readonly ObjectPermission[], label: string): Grant | undefined => {
    if (permissions.length === 0) return undefined;
    if (permissions.some(({ constraints }) => constraints === null)) return { objects: 'all' };
    const alternatives = permissions.flatMap((permission) => listConstraints(permission));
    const scope = { catalog, model: catalog.find(label), userId: caller.id };
    return { objects: 'some', where: anyOf(alternatives.map((constraint) => translate(scope, constraint))) };
  };
  const loadSight = async (): Promise<Sight> => {
    const permissions = await load();
    return createSight(caller.id, (label) => grantOf(permissions.filter(isFor('view', label)), label));
  };
  let sight: Promise<Sight> | undefined;

  return {
    sight: async () => (caller.isSuperuser ? unlimitedSight : (sight ??= loadSight())),
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
      return grantOf(await findMatching(action, label), label);
    },
    findExcess: async (permission) => {
      if (caller.isSuperuser) return [];
      const excess: string[] = [];
      for (const label of permission.objectTypes) {
        for (const action of permission.actions) {
          if (!isCovered(permission, await findMatching(action, label))) excess.push(`${action} ${label}`);
        }
      }
      return excess;
    },
  };
}

function isFor(action: string, label: string): (permission: ObjectPermission) => boolean {
  return ({ actions, objectTypes }) => actions.includes(action) && objectTypes.includes(label);
}

function createSight(userId: string, viewGrant: (label: string) => Grant | undefined): Sight {
  const known = new Map<string, Grant | undefined>();
  const find = (label: string): Grant | undefined => {
    if (partsOfOthers.has(label)) return { objects: 'all' };
    const grant = viewGrant(label);
    const own = Object.hasOwn(ownObjects, label) ? ownObjects[label]?.(userId) : undefined;
    if (!own || grant?.objects === 'all') return grant;
    return { objects: 'some', where: grant ? { $or: [own, grant.where] } : own };
  };
  return {
    of: (label) => {
      if (!known.has(label)) known.set(label, find(label));
      return known.get(label);
    },
  };
}

/** The permissions that a user has himself or through his groups. */
export async function loadPermissions(em: EntityManager, userId: string): Promise<readonly ObjectPermission[]> {
  return em.find(ObjectPermission, {
    enabled: true,
    $or: [{ users: { id: userId } }, { groups: { users: { id: userId } } }],
  });
}

/** The alternatives of a permission's constraints: an object must fulfil one of them. None: it holds for every object. */
export function listConstraints({
  constraints,
}: Pick<ObjectPermission, 'constraints'>): readonly PermissionConstraint[] {
  if (constraints === null || constraints === undefined) return [];
  return Array.isArray(constraints) ? (constraints as PermissionConstraint[]) : [constraints as PermissionConstraint];
}

/** Whether each alternative is among those of the holder's permissions, or has all the conditions of one of them. */
function isCovered(wanted: GrantedObjects, held: readonly ObjectPermission[]): boolean {
  if (held.some(({ constraints }) => constraints === null)) return true;
  const narrowed = listConstraints(wanted);
  if (narrowed.length === 0) return false;
  const known = held.flatMap((permission) => listConstraints(permission));
  return narrowed.every((constraint) => known.some((wider) => isWithin(constraint, wider)));
}

function isWithin(narrow: PermissionConstraint, wide: PermissionConstraint): boolean {
  return Object.entries(wide).every(
    ([name, value]) =>
      Object.hasOwn(narrow, name) &&
      JSON.stringify(narrow[name]) === JSON.stringify(value) &&
      // It stands for somebody else once somebody else has it.
      !listValues(value).includes(userPlaceholder),
  );
}

/** In a constraint: whoever has the permission. */
export const userPlaceholder = '$user';

interface ConstraintScope {
  readonly catalog: ModelCatalog;
  readonly model: RestModel | undefined;
  readonly userId: string;
}

/** A constraint that cannot be understood allows nothing: it must never open more than its author meant. */
function translate(scope: ConstraintScope, constraint: PermissionConstraint): Where {
  const { catalog, model, userId } = scope;
  if (!model) return anyOf([]);
  try {
    return translateConstraint({ catalog, model, userId }, constraint);
  } catch (error) {
    if (error instanceof ValueProblem) return anyOf([]);
    throw error;
  }
}

/**
 * A constraint as a condition.
 * @throws ValueProblem when it names what the model has not, or a value that cannot be one
 */
export function translateConstraint(
  { catalog, model, userId }: ConstraintScope & { readonly model: RestModel },
  constraint: PermissionConstraint,
): Where {
  const conditions = Object.entries(constraint).map(([name, value]) => {
    const values = listValues(value).map((item) => (item === userPlaceholder ? userId : String(item)));
    return buildCondition({ catalog, sight: unlimitedSight }, model, { name, values });
  });
  return { $and: conditions };
}

function listValues(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
