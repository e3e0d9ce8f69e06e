import type { AppContext } from '../../http/app-context.ts';
import { queryIn } from '../../database/query.ts';
import type { AdministeredResource } from '../administration/administered-resource.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { userFilter } from '../users/user-filter.ts';
import { changesOf } from './change-schedule.ts';
import { queueSchedule } from './queue-schedule.ts';
import { reachableSchedules } from './reachable-schedules.ts';
import type { ScheduledJob } from './scheduled-job.entity.ts';
import { ScheduleChangeSchema } from './schedules.schemas.ts';

/** Schedules: a run request with `schedule` makes one. Nothing in them is secret: sensitive input is not taken. */
export function scheduleResource({ catalog }: Pick<AppContext, 'catalog'>): AdministeredResource {
  return {
    model: modelNamed(catalog, 'extras.scheduledjob'),
    subject: 'schedule',
    document: {
      tag: 'scheduled-jobs',
      operation: 'extras_scheduled_jobs',
      component: 'ScheduledJob',
      summaries: {
        list: 'List schedules, those that run next first',
        retrieve: 'Show a schedule',
        change: 'Change when a schedule runs, or whether it does',
        delete: 'Delete a schedule; the results of its runs stay',
      },
      descriptions: {
        list: 'One’s own, and those that a permission opens.',
        change: 'What it runs, and as whom, never changes: make a new one for that.',
      },
      answers: { one: 'The schedule.', page: 'A page of schedules.', deleted: 'The schedule is gone.' },
    },
    changeSchema: ScheduleChangeSchema,
    listOptions: { extra: userFilter },
    missing: 'There is no such schedule.',
    namesReferences: true,
    reach: reachableSchedules,
    prepare: async ({ em }, body, { id, current }) => {
      const schedule = current as ScheduledJob;
      return {
        values: changesOf(schedule, body, new Date()),
        settle: () => queueSchedule(queryIn(em), id, schedule.nextRun ?? null),
      };
    },
    prepareDelete:
      async ({ em }, { id }) =>
      () =>
        queueSchedule(queryIn(em), id, null),
  };
}
