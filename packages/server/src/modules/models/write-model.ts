import type { ValidationError } from '@jobwright/sdk';
import { validateEntity } from '@jobwright/sdk/internal/entities';
import type { EntityManager } from '@mikro-orm/postgresql';
import { DataPermissionError, InputInvalidError, NotFoundError, PermissionDeniedError } from '../../errors.ts';
import { convertDatabaseError } from '../../plugins/database-errors.ts';
import type { DataPolicy } from '../../runtime/host/data/data-policy.ts';
import type { ChangeAuthor } from '../object-changes/record-changes.ts';
import type { ChangeRecorder, ChangeWatch } from './change-recorder.ts';
import type { Caller } from '../users/caller.ts';
import { requireGrant, type Permissions } from '../users/permissions.ts';
import { deletePolicyOf } from './delete-policy.ts';
import type { ModelCatalog, RestModel } from './model-catalog.ts';
import { parseBody } from './parse-body.ts';
import type { ModelEntity } from './model-entity.ts';
import type { Where } from './filters/where.ts';

/** Who writes what kind of object, and within which request. */
export interface WriteScope {
  readonly em: EntityManager;
  readonly catalog: ModelCatalog;
  readonly model: RestModel;
  readonly caller: Caller;
  readonly permissions: Permissions;
  readonly recorder: ChangeRecorder;
  readonly author: ChangeAuthor;
}

export type Body = Readonly<Record<string, unknown>>;

/** A scope within a transaction whose changes are watched. */
interface TransactionScope extends WriteScope {
  readonly changes: ChangeWatch;
}

/**
 * Creates objects in one transaction: all or none. They pass the same validation as those that jobs save, and leave the
 * same records.
 * @returns ids, in order
 * @throws {@link InputInvalidError}
 * @throws {@link PermissionDeniedError} also when a new object lies outside of what the user may add
 */
export async function createObjects(scope: WriteScope, bodies: readonly Body[]): Promise<readonly string[]> {
  const { model } = scope;
  const restriction = await requireGrant(scope.permissions, 'add', model.label);
  return inTransaction(scope, async (inner) => {
    const problems = createProblems(bodies.length > 1);
    const entities: ModelEntity[] = [];
    for (const [index, body] of bodies.entries()) {
      const parsed = await parseBody({ ...inner, partial: false }, body);
      if (problems.add(index, parsed.problems)) continue;
      const entity = inner.em.create(model.meta.class, parsed.values as never, { partial: true }) as ModelEntity;
      entities.push(entity);
      await problems.collect(index, () => validate(inner, entity));
    }
    problems.throwIfAny();
    await inner.em.flush();
    const ids = entities.map((entity) => entity.id);
    await assertWithin(inner, ids, restriction);
    await inner.changes.afterCreate(ids);
    return ids;
  });
}

/**
 * Changes objects in one transaction: all or none.
 * @throws {@link InputInvalidError}
 * @throws {@link NotFoundError} when there is no such object, or the user may not change it
 */
export async function updateObjects(
  scope: WriteScope,
  updates: readonly { readonly id: string; readonly body: Body }[],
  /** `partial`: fields that are left out keep their values (PATCH). */
  options: { readonly partial: boolean },
): Promise<void> {
  const restriction = await requireGrant(scope.permissions, 'change', scope.model.label);
  const ids = updates.map(({ id }) => id);
  await inTransaction(scope, async (inner) => {
    await inner.changes.beforeUpdate(ids);
    const problems = createProblems(updates.length > 1);
    for (const [index, { id, body }] of updates.entries()) {
      const entity = await findForWrite(inner, id, restriction);
      const parsed = await parseBody({ ...inner, ...options }, body);
      if (problems.add(index, parsed.problems)) continue;
      inner.em.assign(entity, parsed.values as never);
      await problems.collect(index, () => validate(inner, entity));
    }
    problems.throwIfAny();
    await inner.em.flush();
    await assertWithin(inner, ids, restriction);
  });
}

/**
 * Deletes objects in one transaction: all or none.
 * @throws {@link NotFoundError} when there is no such object, or the user may not delete it
 * @throws {@link PermissionDeniedError} when others go with them that the user may not delete, or would have to be changed
 * @throws {@link ObjectProtectedError} when others refer to it
 */
export async function deleteObjects(scope: WriteScope, ids: readonly string[]): Promise<void> {
  const restriction = await requireGrant(scope.permissions, 'delete', scope.model.label);
  const policy = await deletePolicyOf(scope.caller, scope.permissions, scope.catalog);
  const work = async (inner: TransactionScope): Promise<void> => {
    const entities: ModelEntity[] = [];
    for (const id of ids) entities.push(await findForWrite(inner, id, restriction));
    await inner.changes.beforeDelete(ids);
    for (const entity of entities) inner.em.remove(entity);
    await inner.em.flush();
  };
  await inTransaction(scope, work, policy).catch((error: unknown) => {
    if (!(error instanceof DataPermissionError)) throw error;
    throw new PermissionDeniedError(`This would ${error.action} ${error.model} as well, which you may not.`);
  });
}

/** Runs the writes, then their records, and commits both. */
async function inTransaction<T>(
  scope: WriteScope,
  action: (inner: TransactionScope) => Promise<T>,
  policy?: DataPolicy,
): Promise<T> {
  try {
    return await scope.em.fork().transactional(async (em) => {
      const changes = await scope.recorder.watch(em, scope.model, policy);
      const result = await action({ ...scope, em, changes });
      await changes.record(scope.author);
      return result;
    });
  } catch (error) {
    throw convertDatabaseError(error, (column) => fieldNamed(scope.model, column));
  }
}

async function findForWrite(scope: WriteScope, id: string, restriction: Where | undefined): Promise<ModelEntity> {
  const where = { $and: [{ id }, ...(restriction ? [restriction] : [])] };
  // Lists must be loaded before they can be set.
  const populate = scope.model.fields.flatMap((field) => (field.kind === 'to-many' ? [field.property] : [])) as never;
  const entity = (await scope.em.findOne(scope.model.meta.class, where, { populate })) as ModelEntity | null;
  if (!entity) throw new NotFoundError(`There is no ${scope.model.verboseName} ${id}.`);
  return entity;
}

/** An object that was written must lie within what its author may write: otherwise the transaction ends here. */
async function assertWithin(scope: WriteScope, ids: readonly string[], restriction: Where | undefined): Promise<void> {
  if (!restriction) return;
  const where = { $and: [{ id: { $in: ids } }, restriction] };
  if ((await scope.em.count(scope.model.meta.class, where)) < new Set(ids).size) throw new PermissionDeniedError();
}

/** The rules that jobs' `validatedSave` applies, with problems named as REST names the fields. */
async function validate(scope: WriteScope, entity: ModelEntity): Promise<void> {
  const { definition } = scope.model;
  if (!definition) return;
  // A model's own rules look at related objects: they are loaded, as they are when a job saves what it has found.
  const relations = scope.model.fields.flatMap((field) => (field.kind === 'scalar' ? [] : [field.property]));
  await scope.em.populate(entity, relations as never);
  try {
    await validateEntity(entity, definition, { em: scope.em });
  } catch (error) {
    if (!isValidationError(error)) throw error;
    throw new InputInvalidError(renameFields(scope.model, error.problems));
  }
}

/** By code: the plugin may bring its own copy of the sdk. */
function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && 'code' in error && error.code === 'JOBWRIGHT_VALIDATION_FAILED';
}

/** What concerns the object as a whole is under `non_field_errors`. */
function renameFields(model: RestModel, problems: ValidationError['problems']): InputInvalidError['fields'] {
  const entries = Object.entries(problems).map(
    ([name, messages]) => [name === '__all__' ? 'non_field_errors' : fieldNamed(model, name), messages] as const,
  );
  return Object.fromEntries(entries);
}

/** `site_id` → `site`. */
function fieldNamed(model: RestModel, column: string): string {
  const field = model.fields.find((candidate) => candidate.kind === 'to-one' && candidate.column === column);
  return field?.name ?? column;
}

/** Gathers what is wrong with each object of a request; those of a list are named by position: `2.name`. */
function createProblems(isList: boolean): {
  add(index: number, fields: InputInvalidError['fields']): boolean;
  collect(index: number, action: () => Promise<void>): Promise<void>;
  throwIfAny(): void;
} {
  const problems: Record<string, readonly string[]> = {};
  const add = (index: number, fields: InputInvalidError['fields']): boolean => {
    for (const [name, messages] of Object.entries(fields)) problems[isList ? `${index}.${name}` : name] = messages;
    return Object.keys(fields).length > 0;
  };
  return {
    add,
    collect: async (index, action) => {
      try {
        await action();
      } catch (error) {
        if (!(error instanceof InputInvalidError)) throw error;
        add(index, error.fields);
      }
    },
    throwIfAny: () => {
      if (Object.keys(problems).length > 0) throw new InputInvalidError(problems);
    },
  };
}
