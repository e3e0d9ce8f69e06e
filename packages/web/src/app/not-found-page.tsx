import { IconMapOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { LinkButton } from '../components/link-button.tsx';

export function NotFoundPage(): ReactNode {
  return (
    <EmptyState
      isPage
      icon={<IconMapOff size={28} />}
      title="There is no such page"
      action={
        <LinkButton to="/jobs" variant="light" mt="xs">
          Go to the jobs
        </LinkButton>
      }
    >
      The address may be mistyped, or what it showed is gone.
    </EmptyState>
  );
}
