import { Button, Group } from '@mantine/core';
import { IconCheck, IconPencil, IconPlayerStop, IconRepeat } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LinkButton } from '../../../components/link-button.tsx';
import { notify } from '../../../lib/notify.ts';
import { isFinal } from '../../../lib/run-status.ts';
import { useCurrentSession, useMayDo } from '../../../lib/session.ts';
import { cancelRun } from '../api/cancel-run.ts';
import { useMayRun } from '../api/get-may-run.ts';
import type { Result } from '../api/get-result.ts';
import { runAgain } from '../api/run-again.ts';

/** What one can do with a run: end it, make its changes durable, or run it again. */
export function RunActions({ result }: { readonly result: Result }): ReactNode {
  const { user } = useCurrentSession();
  const mayChange = useMayDo('change', 'extras.jobresult');
  const isOver = isFinal(result.status.value);
  const mayRun = useMayRun(isOver && result.input_stored ? result.job?.id : undefined);
  if (!isOver) return mayChange || result.user?.id === user.id ? <CancelButton result={result} /> : null;
  if (!mayRun) return null;
  return (
    <Group gap="xs">
      <EditButton result={result} />
      <AgainButton result={result} />
      {canCommit(result) && <CommitButton result={result} />}
    </Group>
  );
}

/** Whether the result is a dry run that found something to change. */
function canCommit({ commit, read_only, status, change_count }: Result): boolean {
  return !commit && !read_only && status.value === 'completed' && change_count > 0;
}

function CancelButton({ result }: { readonly result: Result }): ReactNode {
  const cancel = useMutation({ mutationFn: cancelRun, onError: showRefusal });
  const isAsked = cancel.isSuccess || result.cancel_requested !== null;
  return (
    <Button
      color="red"
      variant="light"
      leftSection={<IconPlayerStop size={16} aria-hidden />}
      loading={cancel.isPending}
      disabled={isAsked}
      onClick={() => cancel.mutate(result.id)}
    >
      {isAsked ? 'Ending…' : 'Cancel'}
    </Button>
  );
}

function EditButton({ result }: { readonly result: Result }): ReactNode {
  const [source = '', module = '', className = ''] = result.job_path.split('/');
  return (
    <LinkButton
      to="/jobs/$source/$module/$className"
      params={{ source, module, className }}
      search={{ data: result.data, ...(result.read_only ? {} : { commit: result.commit }) }}
      variant="subtle"
      color="gray"
      leftSection={<IconPencil size={16} aria-hidden />}
    >
      Edit input
    </LinkButton>
  );
}

function AgainButton({ result }: { readonly result: Result }): ReactNode {
  const again = useRunAgain();
  return (
    <Button
      variant="default"
      leftSection={<IconRepeat size={16} aria-hidden />}
      loading={again.isPending}
      onClick={() => again.mutate({ id: result.id, commit: result.commit, code: 'present' })}
    >
      Run again
    </Button>
  );
}

/** Runs exactly the code that the dry run ran: what was looked at is what is committed. */
function CommitButton({ result }: { readonly result: Result }): ReactNode {
  const again = useRunAgain();
  return (
    <Button
      leftSection={<IconCheck size={16} aria-hidden />}
      loading={again.isPending}
      onClick={() => again.mutate({ id: result.id, commit: true, code: 'same' })}
    >
      Commit this
    </Button>
  );
}

function useRunAgain() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: runAgain,
    onSuccess: ({ job_result: { id } }) => navigate({ to: '/results/$id', params: { id } }),
    onError: showRefusal,
  });
}

function showRefusal(error: Error): void {
  notify({ color: 'red', title: 'That was refused', message: error.message });
}
