import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import { queryIn } from '../../database/query.ts';
import { createRedaction } from '../../runtime/host/data/changes/redaction.ts';
import { compareSnapshots, takeSnapshot, type Snapshot } from '../audit/object-snapshot.ts';
import { recordAdministration } from '../audit/record-administration.ts';
import { authorOf } from '../audit/record-audit-event.ts';
import type { RestModel } from '../models/model-catalog.ts';
import type { ScheduledJob } from './scheduled-job.entity.ts';

/** A schedule's columns. Nothing in them is secret: sensitive input is not taken. */
export function snapshotOfSchedule(model: RestModel, schedule: ScheduledJob): Snapshot {
  return takeSnapshot(model, schedule, createRedaction(randomBytes(32)));
}

/** Records in the transaction of `em` what somebody did with a schedule. */
export async function recordSchedule(
  em: EntityManager,
  request: FastifyRequest,
  written: {
    readonly model: RestModel;
    readonly action: 'create' | 'update' | 'delete';
    readonly schedule: ScheduledJob;
    readonly before?: Snapshot | undefined;
  },
): Promise<void> {
  const { model, action, schedule, before } = written;
  const fields = compareSnapshots(before, action === 'delete' ? undefined : snapshotOfSchedule(model, schedule));
  const change = { action, model: model.label, id: schedule.id, display: schedule.name, fields };
  await recordAdministration(queryIn(em), 'schedule', { change, author: authorOf(request) });
}
