import type { EntityManager } from '@mikro-orm/postgresql';
import type { PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction } from '../../database/in-transaction.ts';
import { isoSql } from '../../database/iso-sql.ts';
import type { Database } from '../../database/orm.ts';
import { queryOn } from '../../database/query.ts';
import { JobDisabledError, JobNotInstalledError, JobwrightError, ScheduleOrphanedError } from '../../errors.ts';
import type { RequestData } from '../../runtime/protocol.ts';
import { recordAuditEvent } from '../audit/record-audit-event.ts';
import { submitRunIn } from '../job-results/submit-run.ts';
import { findJob } from '../jobs/find-job.ts';
import { validateRunInput } from '../jobs/input/validate-run-input.ts';
import { submittedJob } from '../jobs/run-job.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { Caller } from '../users/caller.ts';
import { createPermissions } from '../users/permissions.ts';
import { queueSchedule } from './queue-schedule.ts';
import type { ScheduleInterval, ScheduleProblem } from './scheduled-job.entity.ts';
import { nextTime } from './timing.ts';

export interface ScheduleContext {
  readonly database: Database;
  readonly catalog: ModelCatalog;
  readonly em: () => EntityManager;
}

/** A schedule whose time has come, with the user it is of; `caller` is null when the user is gone or inactive. */
interface DueSchedule {
  readonly id: string;
  readonly name: string;
  readonly jobId: string;
  readonly jobPath: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly commit: boolean;
  readonly userName: string;
  readonly interval: ScheduleInterval;
  readonly crontab: string | null;
  /** ISO 8601. */
  readonly startTime: string | null;
  readonly timeZone: string;
  readonly caller: Omit<Caller, 'writeEnabled'> | null;
}

/**
 * Starts the run of a schedule that is due, and queues the next one, in one transaction: however often this is called, a
 * due time makes one run. Times that passed while no server was there make one run together.
 *
 * A run that cannot be started is recorded with the schedule, which goes on.
 */
export async function fireSchedule(context: ScheduleContext, id: string): Promise<void> {
  await inTransaction(context.database.pool, async (client) => {
    const schedule = await lockDue(client, id);
    if (!schedule) return;
    const outcome = await start(context, client, schedule);
    const { startTime } = schedule;
    const timing = { ...schedule, startTime: startTime === null ? null : new Date(startTime) };
    const nextRun = nextTime(timing, new Date());
    await note(client, id, { ...outcome, nextRun });
    await queueSchedule(queryOn(client), id, nextRun);
  });
}

const dueSql = `
select schedule.id, schedule.name, schedule.job_id as "jobId", schedule.job_path as "jobPath", schedule.data,
  schedule.commit, schedule.user_name as "userName", schedule.interval, schedule.crontab,
  ${isoSql('schedule.start_time')} as "startTime", schedule.time_zone as "timeZone",
  case when person.is_active then json_build_object(
    'id', person.id, 'username', person.username, 'email', person.email, 'isSuperuser', person.is_superuser
  ) end as caller
from extras_scheduled_job as schedule left join users_user as person on person.id = schedule.user_id
where schedule.id = $1 and schedule.enabled and schedule.next_run <= now()
for update of schedule`;

/** Undefined: it is gone, disabled or moved to another time. */
async function lockDue(client: PoolClient, id: string): Promise<DueSchedule | undefined> {
  return (await client.query<DueSchedule>(dueSql, [id])).rows[0];
}

type Outcome = { readonly resultId: string } | { readonly problem: ScheduleProblem };

async function start(context: ScheduleContext, client: PoolClient, schedule: DueSchedule): Promise<Outcome> {
  try {
    const { caller } = schedule;
    if (!caller) throw new ScheduleOrphanedError(schedule.userName);
    return { resultId: await submit(context, client, { ...schedule, caller: { ...caller, writeEnabled: true } }) };
  } catch (error) {
    if (!(error instanceof JobwrightError)) throw error;
    await recordAuditEvent(queryOn(client), {
      action: 'run.refused',
      outcome: 'refused',
      author: { userId: schedule.caller?.id ?? null, userName: schedule.userName, requestId: null, clientAddress: '' },
      object: { type: 'extras.job', id: schedule.jobId, display: schedule.jobPath },
      details: { code: error.code, schedule: schedule.id },
    });
    return { problem: { code: error.code, message: error.message } };
  }
}

/** As if the user asked for the run now. */
async function submit(
  context: ScheduleContext,
  client: PoolClient,
  schedule: DueSchedule & { readonly caller: Caller },
): Promise<string> {
  const { caller, commit, data, jobId } = schedule;
  const permissions = createPermissions(context.em(), context.catalog, caller);
  const job = await findJob(context, { id: jobId }, { permissions, action: 'run' });
  if (!job.installed) throw new JobNotInstalledError(job.classPath);
  if (!job.enabled) throw new JobDisabledError(job.classPath);
  const scope = { em: context.em(), catalog: context.catalog, permissions };
  const valid = await validateRunInput(scope, job.descriptor.variables, { data, encoding: 'json', files: {} });
  const submitted = await submitRunIn(client, {
    job: submittedJob(job),
    ...valid,
    commit,
    user: caller,
    request: requestOf(schedule),
  });
  return submitted.id;
}

/** A request that nobody makes at the moment. */
function requestOf({ id, caller }: { readonly id: string; readonly caller: Caller }): RequestData {
  const { writeEnabled: _writeEnabled, ...user } = caller;
  return { id: uuidv7(), user, path: `/api/extras/scheduled-jobs/${id}/`, headers: {}, origin: 'schedule' };
}

async function note(
  client: PoolClient,
  id: string,
  { nextRun, ...outcome }: Outcome & { readonly nextRun: Date | null },
): Promise<void> {
  if ('resultId' in outcome) {
    await client.query(
      `update extras_scheduled_job set last_run = now(), total_run_count = total_run_count + 1, last_result_id = $2,
         last_problem = null, next_run = $3 where id = $1`,
      [id, outcome.resultId, nextRun],
    );
  } else {
    await client.query(`update extras_scheduled_job set last_problem = $2, next_run = $3 where id = $1`, [
      id,
      JSON.stringify(outcome.problem),
      nextRun,
    ]);
  }
}
