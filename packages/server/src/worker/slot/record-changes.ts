import type { Query } from '../../registry/index.ts';
import type { ChangeList } from '../../runtime/host/data/changes/change.ts';
import type { RunRecord } from './run-record.ts';

/** The part of a run that a unit of work belongs to. */
export type RunPhase = 'run' | 'postRun';

/** Entries of one statement. */
const batchSize = 1000;

// The canonical JSON of the entries is what their digest was made of: it is stored from the same text.
const insertChanges = `
insert into extras_change_entry
  (job_result_id, seq, phase, action, model, object_id, display, fields, version_before, cascades)
select $1, seq, $2, action, model, id, display, fields, "versionBefore", cascades
from json_to_recordset($3::json) as change(
  seq int, action text, model text, id text, display text, fields jsonb, "versionBefore" text, cascades jsonb)`;

const insertAudit = `
insert into extras_object_change
  (id, time, user_id, user_name, request_id, action, changed_object_type, changed_object_id, object_repr, fields, job_result_id)
select gen_random_uuid(), now(), (select id from users_user where id = $3), $4, $5, action, model, object_id, display, fields, $1
from extras_change_entry where job_result_id = $1 and phase = $2
order by seq`;

/** Stores the change list of a unit of work. */
export async function storeChanges(
  query: Query,
  run: Pick<RunRecord, 'id'>,
  { phase, list }: { readonly phase: RunPhase; readonly list: ChangeList },
): Promise<void> {
  for (let start = 0; start < list.texts.length; start += batchSize) {
    await query(insertChanges, [run.id, phase, `[${list.texts.slice(start, start + batchSize).join(',')}]`]);
  }
}

/** Writes the audit records of changes that become durable. In the transaction of the changes, after {@link storeChanges}. */
export async function storeAuditRecords(query: Query, run: RunRecord, phase: RunPhase): Promise<void> {
  await query(insertAudit, [run.id, phase, run.user.id, run.user.name, run.request.id]);
}
