import { randomUUIDv7 } from 'node:crypto';
import type { Query } from '../../registry/index.ts';
import type { Change } from '../../runtime/host/data/changes/change.ts';

/** Records that are written with one statement. */
const batchSize = 1000;

/** Who made changes, and within which request or run. */
export interface ChangeAuthor {
  /** Of the user; null when the user is gone meanwhile. */
  readonly userId: string | null;
  readonly userName: string;
  readonly requestId: string;
  readonly jobResultId?: string;
}

/**
 * Writes one audit record per object that changed. Must run in the transaction of the changes: a change without its
 * record, or a record without its change, cannot be.
 */
export async function recordChanges(query: Query, changes: readonly Change[], author: ChangeAuthor): Promise<void> {
  for (let start = 0; start < changes.length; start += batchSize) {
    const rows = changes.slice(start, start + batchSize).map((change) => ({
      id: randomUUIDv7(),
      action: change.action,
      model: change.model,
      object_id: change.id,
      display: change.display.slice(0, 500),
      fields: change.fields,
    }));
    await query(
      `insert into extras_object_change
         (id, time, user_id, user_name, request_id, job_result_id,
          action, changed_object_type, changed_object_id, object_repr, fields)
       select id, now(), $2, $3, $4, $5, action, model, object_id, display, fields
       from jsonb_to_recordset($1::jsonb)
         as change (id uuid, action text, model text, object_id text, display text, fields jsonb)`,
      [JSON.stringify(rows), author.userId, author.userName, author.requestId, author.jobResultId ?? null],
    );
  }
}
