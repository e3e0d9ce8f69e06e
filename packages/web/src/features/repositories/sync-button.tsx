import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ResourceRow } from '../../components/resource/resource-panel.tsx';
import { request } from '../../lib/api.ts';
import { notify } from '../../lib/notify.ts';
import { useMayDo } from '../../lib/session.ts';

interface SyncStarted {
  readonly job_result: { readonly id: string };
}

/** Syncs a repository, and leads to the log of that. */
export function SyncButton({ row }: { readonly row: ResourceRow }): ReactNode {
  const maySync = useMayDo('sync', 'extras.gitrepository');
  const navigate = useNavigate();
  const sync = useMutation({
    mutationFn: () => request<SyncStarted>(`/api/extras/git-repositories/${row.id}/sync/`, { method: 'POST' }),
    onSuccess: ({ job_result: { id } }) => navigate({ to: '/results/$id', params: { id } }),
    onError: (error) => notify({ color: 'red', title: 'It is not synced', message: error.message }),
  });
  if (!maySync) return null;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      disabled={row['enabled'] !== true}
      loading={sync.isPending}
      onClick={() => sync.mutate()}
      aria-label={`Sync ${row.display}`}
    >
      Sync
    </Button>
  );
}
