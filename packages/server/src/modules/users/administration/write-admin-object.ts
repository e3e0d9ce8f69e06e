import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { queryIn } from '../../../database/query.ts';
import { NotFoundError, PermissionDeniedError } from '../../../errors.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { createRedaction } from '../../../runtime/host/data/changes/redaction.ts';
import { recordAdministration } from '../../audit/record-administration.ts';
import { authorOf } from '../../audit/record-audit-event.ts';
import type { Where } from '../../models/filters/where.ts';
import type { ModelEntity } from '../../models/model-entity.ts';
import { loadObject } from '../../models/serialize.ts';
import { requireGrant, type PermissionAction } from '../permissions.ts';
import type { AdminBody, AdminResource, AdminScope } from './admin-resource.ts';
import { compareSnapshots, takeSnapshot, type Snapshot } from '../../audit/object-snapshot.ts';

/** A request to write an object of a resource. */
export interface AdminWrite {
  readonly context: AppContext;
  readonly resource: AdminResource;
  readonly request: FastifyRequest;
}

/** Creates an object and its record of change, in one transaction. @returns the object with all that its answer shows */
export async function createAdminObject(write: AdminWrite, body: AdminBody): Promise<ModelEntity> {
  const { resource } = write;
  const { model } = resource;
  return inTransaction(write, 'add', async (scope, granted) => {
    const values = await resource.prepare(scope, body, undefined);
    const { id } = scope.em.create(model.meta.class, values as never, { partial: true }) as ModelEntity;
    await scope.em.flush();
    await resource.settle?.(scope, { id, body });
    const created = await reload(write, scope, { id, granted });
    await record(write, scope, { action: 'create', object: created });
    return created;
  });
}

/** Changes an object, with its record, in one transaction. @throws {@link NotFoundError} */
export async function changeAdminObject(write: AdminWrite, id: string, body: AdminBody): Promise<ModelEntity> {
  const { resource } = write;
  return inTransaction(write, 'change', async (scope, granted) => {
    const current = await find(write, scope, { id, granted });
    const before = snapshot(write, scope, current);
    const values = await resource.prepare(scope, body, current);
    scope.em.assign(current, values as never);
    await scope.em.flush();
    await resource.settle?.(scope, { id, body });
    const changed = await reload(write, scope, { id, granted });
    await record(write, scope, { action: 'update', object: changed, before });
    return changed;
  });
}

/** Deletes an object, with its record, in one transaction. @throws {@link NotFoundError} */
export async function deleteAdminObject(write: AdminWrite, id: string): Promise<void> {
  const { resource } = write;
  await inTransaction(write, 'delete', async (scope, granted) => {
    const current = await find(write, scope, { id, granted });
    const before = snapshot(write, scope, current);
    await resource.beforeDelete?.(scope, current);
    await record(write, scope, { action: 'delete', object: current, before });
    await scope.em.remove(current).flush();
    await resource.settle?.(scope, { id, body: {} });
  });
}

interface WriteScope extends AdminScope {
  readonly redact: ReturnType<typeof createRedaction>;
}

async function inTransaction<T>(
  { context, request, resource }: AdminWrite,
  action: PermissionAction,
  work: (scope: WriteScope, granted: Where | undefined) => Promise<T>,
): Promise<T> {
  const { caller, permissions } = request;
  const granted = await requireGrant(permissions, action, resource.model.label);
  return context.em().transactional((em) => {
    const redact = createRedaction(randomBytes(32));
    return work({ context, em, caller, permissions, redact }, granted);
  });
}

interface Target {
  readonly id: string;
  readonly granted: Where | undefined;
}

async function find(write: AdminWrite, scope: AdminScope, { id, granted }: Target): Promise<ModelEntity> {
  const place = { catalog: scope.context.catalog, model: write.resource.model };
  // Two changes at the same time wait for each other: each of them records what it found.
  await scope.em
    .getConnection()
    .execute(
      `select from ${write.resource.model.meta.tableName} where id = ? for update`,
      [id],
      'all',
      scope.em.getTransactionContext(),
    );
  const found = await loadObject(scope.em, place, { $and: [{ id }, granted ?? {}] });
  if (!found) throw new NotFoundError();
  return found;
}

/** The object as it is in the database now; it must still be one that the user may write. */
async function reload(write: AdminWrite, scope: AdminScope, target: Target): Promise<ModelEntity> {
  scope.em.clear();
  const place = { catalog: scope.context.catalog, model: write.resource.model };
  const where = { $and: [{ id: target.id }, target.granted ?? {}] };
  const found = await loadObject(scope.em, place, where);
  if (!found) throw new PermissionDeniedError();
  return found;
}

function snapshot(write: AdminWrite, scope: WriteScope, object: ModelEntity): Snapshot {
  return takeSnapshot(write.resource.model, object, scope.redact);
}

async function record(
  write: AdminWrite,
  scope: WriteScope,
  written: {
    readonly action: 'create' | 'update' | 'delete';
    readonly object: ModelEntity;
    readonly before?: Snapshot;
  },
): Promise<void> {
  const { action, object, before } = written;
  const { label: model, display } = write.resource.model;
  const after = action === 'delete' ? undefined : snapshot(write, scope, object);
  const fields = compareSnapshots(before, after);
  const change = { action, model, id: object.id, display: display.render(object), fields };
  const { resource, request } = write;
  await recordAdministration(queryIn(scope.em), resource.subject, { change, author: authorOf(request) });
}
