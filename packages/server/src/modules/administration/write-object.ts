import { randomBytes } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { queryIn } from '../../database/query.ts';
import { NotFoundError, PermissionDeniedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { createRedaction, type Redact } from '../../runtime/host/data/changes/redaction.ts';
import { takeSnapshot } from '../audit/object-snapshot.ts';
import type { Where } from '../models/filters/where.ts';
import type { ModelEntity } from '../models/model-entity.ts';
import { loadObject } from '../models/serialize.ts';
import type { PermissionAction } from '../users/permissions.ts';
import type {
  AdministeredBody,
  AdministeredResource,
  AdministeredValues,
  AdministrationScope,
  Preparation,
} from './administered-resource.ts';
import { reachOf } from './reach.ts';
import { recordWrite, type RecordedWrite } from './record-write.ts';

/** A request to write an object of a resource. */
export interface WriteRequest {
  readonly context: AppContext;
  readonly resource: AdministeredResource;
  readonly request: FastifyRequest;
}

/**
 * Creates an object and its record of change, in one transaction.
 * @returns the object with all that its answer shows
 * @throws {@link PermissionDeniedError} also when the object lies outside of what the user may add
 */
export async function createObject(write: WriteRequest, body: AdministeredBody): Promise<ModelEntity> {
  const { resource } = write;
  return inTransaction(write, 'add', async (scope) => {
    const id = uuidv7();
    const { values, settle } = await resource.prepare(scope, body, { id, current: undefined });
    scope.em.create(resource.model.meta.class, { id, ...values } as never, { partial: true });
    await flush(scope, { values, current: undefined });
    return conclude(scope, { id, action: 'create', settle });
  });
}

/**
 * Changes an object, with its record, in one transaction.
 * @returns the object with all that its answer shows
 * @throws {@link NotFoundError} also when the user may not change it
 * @throws {@link PermissionDeniedError} also when it would then lie outside of what the user may change
 */
export async function changeObject(write: WriteRequest, id: string, body: AdministeredBody): Promise<ModelEntity> {
  const { resource } = write;
  return inTransaction(write, 'change', async (scope) => {
    const current = await find(scope, id);
    const before = takeSnapshot(resource.model, current, scope.redact);
    const { values, settle } = await resource.prepare(scope, body, { id, current });
    scope.em.assign(current, values as never);
    await flush(scope, { values, current });
    return conclude(scope, { id, action: 'update', settle, before });
  });
}

/**
 * Deletes an object, with its record, in one transaction.
 * @throws {@link NotFoundError} also when the user may not delete it
 */
export async function deleteObject(write: WriteRequest, id: string): Promise<void> {
  const { resource, request } = write;
  await inTransaction(write, 'delete', async (scope) => {
    const { em, redact } = scope;
    const object = await find(scope, id);
    const before = takeSnapshot(resource.model, object, redact);
    const settle = await resource.prepareDelete?.(scope, object);
    await recordWrite({ em, request }, resource, { action: 'delete', object, before, redact });
    await em.remove(object).flush();
    await settle?.();
  });
}

interface TransactionScope extends AdministrationScope, WriteRequest {
  readonly reach: Where;
  readonly redact: Redact;
}

async function inTransaction<T>(
  write: WriteRequest,
  action: PermissionAction,
  work: (scope: TransactionScope) => Promise<T>,
): Promise<T> {
  const { context, request, resource } = write;
  const { caller, permissions } = request;
  const reach = await reachOf(resource, request, action);
  const redact = createRedaction(randomBytes(32));
  return context.em().transactional((em) => work({ ...write, em, caller, permissions, reach, redact }));
}

async function find({ em, context, resource, reach }: TransactionScope, id: string): Promise<ModelEntity> {
  const { model, missing } = resource;
  // Two changes at the same time wait for each other: each of them records what it found.
  await queryIn(em)(`select from ${model.meta.tableName} where id = $1 for update`, [id]);
  const found = await loadObject(em, { catalog: context.catalog, model }, { $and: [{ id }, reach] });
  if (!found) throw new NotFoundError(missing);
  return found;
}

async function flush(
  { em, resource }: TransactionScope,
  { values, current }: { readonly values: AdministeredValues; readonly current: ModelEntity | undefined },
): Promise<void> {
  await em.flush().catch((error: unknown) => {
    const isTaken = error instanceof UniqueConstraintViolationException;
    throw (isTaken ? resource.takenError?.(values, current) : undefined) ?? error;
  });
}

/** Ends a write: the object as it is in the database now must still be one that the user may write. */
async function conclude(
  { em, context, request, resource, reach, redact }: TransactionScope,
  {
    id,
    settle,
    ...written
  }: Pick<Preparation, 'settle'> & Pick<RecordedWrite, 'action' | 'before'> & { readonly id: string },
): Promise<ModelEntity> {
  await settle?.();
  em.clear();
  const object = await loadObject(em, { catalog: context.catalog, model: resource.model }, { $and: [{ id }, reach] });
  if (!object) throw new PermissionDeniedError();
  await recordWrite({ em, request }, resource, { ...written, object, redact });
  return object;
}
