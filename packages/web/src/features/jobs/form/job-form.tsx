import { Alert, Button, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { notify } from '../../../lib/notify.ts';
import type { JobDetail } from '../api/get-job.ts';
import { runJob } from '../api/run-job.ts';
import type { RunDescription } from '../utils/run-commands.ts';
import { listFiles } from '../utils/form-values.ts';
import { CopyRun } from './copy-run.tsx';
import { SchedulePanel } from './schedule-panel.tsx';
import { useJobForm, type Proposal } from './use-job-form.ts';
import { VariableField } from './variable-field.tsx';

/** The form of a job, made from its variables. */
export function JobForm({
  job,
  proposal,
}: {
  readonly job: JobDetail;
  readonly proposal: Proposal | undefined;
}): ReactNode {
  const form = useJobForm(job, proposal);
  const element = useRef<HTMLFormElement>(null);
  const navigate = useNavigate();
  const [general, setGeneral] = useState<string>();
  const [refusals, setRefusals] = useState(0);
  const [isScheduling, times] = useDisclosure(false);
  const commit = job.read_only ? undefined : form.commit;
  const run: RunDescription = { classPath: job.class_path, variables: job.variables, values: form.values, commit };

  const submit = useMutation({
    mutationFn: runJob,
    onSuccess: ({ job_result: result, warning }) => {
      if (warning !== undefined) notify({ color: 'yellow', title: 'The run waits', message: warning });
      void navigate({ to: '/results/$id', params: { id: result.id } });
    },
    onError: (error) => {
      setGeneral(form.refuse(error));
      focusFirstProblem();
    },
  });

  const askForTimes = (): void => {
    setGeneral(undefined);
    if (!form.checkAll()) focusFirstProblem();
    else if (listFiles(run.variables, run.values).length > 0) {
      setGeneral('A file is kept for one run only: a run that needs it cannot be scheduled.');
      focusFirstProblem();
    } else times.open();
  };

  const focusFirstProblem = (): void => setRefusals((count) => count + 1);
  // Once the problems are on the page.
  useEffect(() => {
    if (refusals === 0) return;
    const problem = element.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
    // Of a group of inputs, the first.
    (problem?.querySelector<HTMLElement>('input') ?? problem)?.focus();
  }, [refusals]);

  const send = (event: FormEvent): void => {
    event.preventDefault();
    setGeneral(undefined);
    if (form.checkAll()) submit.mutate(run);
    else focusFirstProblem();
  };

  const obstacle = findObstacle(job);
  return (
    <Paper withBorder p={{ base: 'md', sm: 'lg' }} radius="lg">
      <form ref={element} onSubmit={send} noValidate aria-label={`Run ${job.name}`}>
        <Stack gap="lg">
          {obstacle !== undefined && (
            <Alert color="yellow" variant="light">
              {obstacle}
            </Alert>
          )}
          {general !== undefined && (
            <Alert color="red" variant="light" role="alert" tabIndex={-1} title="The run was not started">
              <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
                {general}
              </Text>
            </Alert>
          )}
          {job.variables.length === 0 && <Text c="dimmed">This job needs no input.</Text>}
          {job.variables.map((variable) => (
            <VariableField
              key={variable.name}
              variable={variable}
              value={form.values[variable.name]}
              values={form.values}
              error={form.problems[variable.name]}
              onChange={(value) => form.setValue(variable, value)}
              onBlur={() => form.leave(variable)}
            />
          ))}
          <Stack gap="md" pt="lg" className="set-off">
            {job.read_only ? (
              <Text size="sm" c="dimmed">
                This job only reads.
              </Text>
            ) : (
              <Checkbox
                label="Commit changes"
                description="Without it, the run shows what it would change and changes nothing."
                checked={form.commit}
                onChange={(event) => form.setCommit(event.currentTarget.checked)}
              />
            )}
            <Group gap="xs">
              <Button type="submit" loading={submit.isPending} disabled={obstacle !== undefined} data-autofocus>
                {job.read_only ? 'Run' : form.commit ? 'Run and commit' : 'Dry run'}
              </Button>
              <Button variant="default" disabled={obstacle !== undefined} onClick={askForTimes}>
                Schedule
              </Button>
              <CopyRun run={run} />
              <Button variant="subtle" color="gray" onClick={form.reset} ml="auto">
                Reset
              </Button>
            </Group>
          </Stack>
        </Stack>
      </form>
      <SchedulePanel
        run={run}
        jobName={job.name}
        isOpen={isScheduling}
        onClose={times.close}
        onRefused={(error) => {
          setGeneral(form.refuse(error));
          focusFirstProblem();
        }}
      />
    </Paper>
  );
}

function findObstacle(job: JobDetail): string | undefined {
  if (!job.installed) return 'The source of this job is gone: it cannot be run. Its results are kept.';
  if (!job.enabled) return 'This job is disabled.';
  if (!job.may_run) return 'You may not run this job. Ask an administrator for the permission "run" on "extras.job".';
  return undefined;
}
