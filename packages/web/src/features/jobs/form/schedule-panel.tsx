import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';
import { SidePanel } from '../../../components/side-panel.tsx';
import { ApiError } from '../../../lib/api-error.ts';
import { notify } from '../../../lib/notify.ts';
import { scheduleRun, type ScheduleRequest } from '../api/schedule-run.ts';
import type { RunDescription } from '../utils/run-commands.ts';

export interface SchedulePanelProps {
  readonly run: RunDescription;
  readonly jobName: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** The server refused what belongs to the form of the job, not to the times. */
  readonly onRefused: (error: Error) => void;
}

type Interval = ScheduleRequest['interval'];

const intervals: readonly { readonly value: Interval; readonly label: string }[] = [
  { value: 'future', label: 'Once' },
  { value: 'hourly', label: 'Every hour' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'Every week' },
  { value: 'custom', label: 'As a crontab says' },
];
const ownFields = new Set(['name', 'interval', 'start_time', 'crontab', 'time_zone']);

/** Asks when a run shall be made, once or again and again. */
export function SchedulePanel({ run, jobName, isOpen, onClose, onRefused }: SchedulePanelProps): ReactNode {
  return (
    <SidePanel title={`Schedule ${jobName}`} isOpen={isOpen} onClose={onClose}>
      <ScheduleForm run={run} jobName={jobName} onClose={onClose} onRefused={onRefused} />
    </SidePanel>
  );
}

function ScheduleForm({ run, jobName, onClose, onRefused }: Omit<SchedulePanelProps, 'isOpen'>): ReactNode {
  const navigate = useNavigate();
  const [name, setName] = useState(jobName);
  const [interval, setInterval] = useState<Interval>('daily');
  const [startTime, setStartTime] = useState('');
  const [crontab, setCrontab] = useState('0 6 * * MON-FRI');
  const [timeZone, setTimeZone] = useState(ownZone);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const isCustom = interval === 'custom';

  const send = useMutation({
    mutationFn: scheduleRun,
    onSuccess: ({ schedule }) => {
      notify({ color: 'green', message: `"${schedule.name}" is scheduled.` });
      void navigate({ to: '/schedules' });
    },
    onError: (error) => {
      const fields = error instanceof ApiError ? Object.entries(error.fields) : [];
      const own = fields.filter(([field]) => ownFields.has(field)).map(([field, texts]) => [field, texts.join(' ')]);
      setProblems(Object.fromEntries(own) as Record<string, string>);
      if (own.length > 0) return;
      onClose();
      onRefused(error);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setProblems({});
    send.mutate({
      run,
      schedule: {
        interval,
        name: name.trim() === '' ? jobName : name.trim(),
        time_zone: timeZone,
        ...(startTime === '' ? {} : { start_time: startTime }),
        ...(isCustom ? { crontab } : {}),
      },
    });
  };

  return (
    <form onSubmit={submit} noValidate aria-label={`Schedule ${jobName}`}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          Each run is made with the values of the form, as you{commitWords(run)}. What you may do at that time decides.
        </Text>
        <TextInput
          label="Name"
          value={name}
          maxLength={200}
          error={problems['name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="How often"
          data={intervals}
          value={interval}
          allowDeselect={false}
          error={problems['interval']}
          onChange={(value) => setInterval(value ?? 'daily')}
        />
        {isCustom && (
          <TextInput
            label="Crontab"
            description="Minute, hour, day of the month, month, day of the week"
            value={crontab}
            error={problems['crontab']}
            onChange={(event) => setCrontab(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
        )}
        <TextInput
          type="datetime-local"
          label={isCustom ? 'Not before' : interval === 'future' ? 'Time' : 'First run'}
          withAsterisk={!isCustom}
          value={startTime}
          error={problems['start_time']}
          onChange={(event) => setStartTime(event.currentTarget.value)}
        />
        <Select
          label="Time zone"
          description="Its clock counts: a run at 10:00 stays at 10:00 when the clocks change."
          data={timeZones}
          value={timeZone}
          searchable
          limit={60}
          allowDeselect={false}
          error={problems['time_zone']}
          onChange={(value) => setTimeZone(value ?? ownZone)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={send.isPending}>
            Schedule
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function commitWords({ commit }: RunDescription): string {
  if (commit === undefined) return '';
  return commit ? ', and commits' : ', as a dry run';
}

const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const timeZones = [...new Set([ownZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
