import type { Query } from '../../registry/index.ts';

/** Task of the queue that starts the run of a schedule that is due. Its payload is `{ "id": <id of the scheduled job> }`. */
export const scheduleTaskName = 'run_schedule';

/** Puts the next run of a schedule into the queue, in place of the one that was there; null takes it out. */
export async function queueSchedule(query: Query, id: string, nextRun: Date | null): Promise<void> {
  if (nextRun === null) {
    await query('select graphile_worker.remove_job($1)', [keyOf(id)]);
  } else {
    await query(
      `select graphile_worker.add_job($1, json_build_object('id', $2::text), job_key := $3, run_at := $4::timestamptz)`,
      [scheduleTaskName, id, keyOf(id), nextRun.toISOString()],
    );
  }
}

function keyOf(id: string): string {
  return `schedule:${id}`;
}
