import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import { queryIn } from '../../database/query.ts';
import type { Redact } from '../../runtime/host/data/changes/redaction.ts';
import { compareSnapshots, takeSnapshot, type Snapshot } from '../audit/object-snapshot.ts';
import { recordAdministration } from '../audit/record-administration.ts';
import { authorOf } from '../audit/record-audit-event.ts';
import type { ModelEntity } from '../models/model-entity.ts';
import type { AdministeredResource } from './administered-resource.ts';

/** A write of an object, in its transaction. */
export interface RecordedWrite {
  readonly action: 'create' | 'update' | 'delete';
  /** With all its lists loaded. */
  readonly object: ModelEntity;
  /** What it was before; undefined for a create. */
  readonly before?: Snapshot | undefined;
  /** The one that `before` was taken with: values that are secret can be compared, and not read. */
  readonly redact: Redact;
}

/** Records in the transaction of `em` what the user of a request did: as a change of the object, and in the audit log. */
export async function recordWrite(
  { em, request }: { readonly em: EntityManager; readonly request: FastifyRequest },
  { model, subject }: Pick<AdministeredResource, 'model' | 'subject'>,
  { action, object, before, redact }: RecordedWrite,
): Promise<void> {
  const after = action === 'delete' ? undefined : takeSnapshot(model, object, redact);
  const fields = compareSnapshots(before, after);
  const change = { action, model: model.label, id: object.id, display: model.display.render(object), fields };
  await recordAdministration(queryIn(em), subject, { change, author: authorOf(request) });
}
