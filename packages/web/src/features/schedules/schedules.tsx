import { Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from '../../components/link.tsx';
import { formField } from '../../components/object-form/form-field.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import type { Resource, ResourceRow } from '../../components/resource/resource-panel.tsx';
import { nestedId } from '../../components/resource/nested-id.ts';
import { describeTimes } from './describe-times.ts';
import { ScheduleState } from './schedule-state.tsx';

/** Schedules: the form of a job makes them. */
export const schedules: Resource = {
  name: 'schedule',
  plural: 'schedules',
  emptyHelp: 'Open a job, fill in its form, and choose "Schedule" instead of running it now.',
  url: '/api/extras/scheduled-jobs/',
  objectType: 'extras.scheduledjob',
  help: 'Each run is made as the user whose schedule it is, with what that user may do at that time. Make one with "Schedule" below the form of a job.',
  isMadeElsewhere: true,
  isOwn: (row, session) => nestedId(row['user']) === session.user.id,
  columns: [
    {
      title: 'Job',
      show: (row) => (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {textOf(row, 'job_name')} {row['commit'] !== true && <DryRun />}
          <Text span size="xs" c="dimmed" display="block">
            {textOf(row, 'job_path')}
          </Text>
        </Text>
      ),
    },
    {
      title: 'Runs',
      show: (row) => (
        <>
          {describeTimes(row)}
          <Text span size="xs" c="dimmed" display="block">
            {textOf(row, 'time_zone')}
          </Text>
        </>
      ),
    },
    { title: 'Next run', show: (row) => <Time time={row['next_run']} otherwise="never" /> },
    { title: 'Last run', show: (row) => <LastRun row={row} /> },
    { title: 'State', show: (row) => <ScheduleState row={row} /> },
    { title: 'User', show: (row) => textOf(row, 'user_name') },
  ],
  fields: [
    formField('name', { required: true, max_length: 200 }),
    formField('interval', {
      required: true,
      label: 'How often',
      choices: ['future', 'hourly', 'daily', 'weekly', 'custom'],
      help: 'future: once, at the start time; custom: as the crontab says',
    }),
    formField('crontab', { nullable: true, help: 'Minute, hour, day of the month, month, day of the week' }),
    formField('start_time', {
      nullable: true,
      type: 'datetime',
      help: 'First run. Without an offset it is a time of the zone.',
    }),
    formField('time_zone', { required: true, help: 'Europe/Amsterdam, UTC …' }),
    formField('enabled', { type: 'boolean', help: 'Off: it stays listed and does not run.' }),
  ],
};

function textOf(row: ResourceRow, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

function DryRun(): ReactNode {
  return (
    <Badge variant="outline" color="gray" size="sm">
      Dry run
    </Badge>
  );
}

function Time({ time, otherwise }: { readonly time: unknown; readonly otherwise: string }): ReactNode {
  return typeof time === 'string' ? <RelativeTime time={time} /> : otherwise;
}

function LastRun({ row }: { readonly row: ResourceRow }): ReactNode {
  const id = nestedId(row['last_result']);
  const time = <Time time={row['last_run']} otherwise="never" />;
  if (id === undefined) return time;
  return (
    <Link to="/results/$id" params={{ id }} size="sm">
      {time}
    </Link>
  );
}
