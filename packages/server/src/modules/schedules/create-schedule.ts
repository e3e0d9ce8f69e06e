import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { queryIn } from '../../database/query.ts';
import { InputInvalidError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { createRedaction } from '../../runtime/host/data/changes/redaction.ts';
import { recordWrite } from '../administration/record-write.ts';
import { removeUploads } from '../files/store-upload.ts';
import type { RunRequest } from '../jobs/input/run-request.ts';
import { validateRunInput } from '../jobs/input/validate-run-input.ts';
import type { JobRow } from '../jobs/read-jobs.ts';
import { queueSchedule } from './queue-schedule.ts';
import type { GivenSchedule } from './read-schedule.ts';
import { scheduleResource } from './schedule-resource.ts';
import { ScheduledJob } from './scheduled-job.entity.ts';
import { nextTime, parseTiming } from './timing.ts';

/**
 * Checks a run's input and its times, and keeps both. Nothing is kept when anything is wrong.
 * @returns id of the schedule
 * @throws {@link InputInvalidError} also for files and sensitive values, which are never kept
 */
export async function createSchedule(
  context: AppContext,
  request: FastifyRequest,
  asked: { readonly job: JobRow; readonly run: RunRequest; readonly schedule: GivenSchedule },
): Promise<string> {
  const { job, run, schedule } = asked;
  await refuseFiles(context, run);
  const now = new Date();
  const timing = parseTiming(schedule, { now });
  const scope = { em: context.em(), catalog: context.catalog, permissions: request.permissions };
  const { input, sensitiveInput = {} } = await validateRunInput(scope, job.descriptor.variables, run);
  refuse(Object.keys(sensitiveInput), 'A sensitive value is never stored: a run that needs it cannot be scheduled.');
  const { caller } = request;
  const id = uuidv7();
  await context.em().transactional(async (em) => {
    const created = em.create(ScheduledJob, {
      id,
      ...timing,
      name: schedule.name ?? job.name,
      job: job.id,
      jobPath: job.classPath,
      jobName: job.name,
      data: input,
      commit: (run.commit ?? job.descriptor.commitDefault) && !job.descriptor.readOnly,
      user: caller.id,
      userName: caller.username,
      nextRun: nextTime(timing, now),
    } as never);
    await em.flush();
    const redact = createRedaction(randomBytes(32));
    await recordWrite({ em, request }, scheduleResource(context), { action: 'create', object: created, redact });
    await queueSchedule(queryIn(em), id, created.nextRun ?? null);
  });
  return id;
}

async function refuseFiles(context: AppContext, { files }: RunRequest): Promise<void> {
  await removeUploads(context.database.pool, Object.values(files));
  refuse(Object.keys(files), 'A file is kept for one run only: a run that needs it cannot be scheduled.');
}

function refuse(names: readonly string[], reason: string): void {
  if (names.length > 0) throw new InputInvalidError(Object.fromEntries(names.map((name) => [name, [reason]])));
}
