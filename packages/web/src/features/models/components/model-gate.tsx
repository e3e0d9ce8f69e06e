import { IconDatabaseOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { LinkButton } from '../../../components/link-button.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import type { Model } from '../../../lib/models.ts';

/** Shows what is about a model once the model is known. */
export function ModelGate({
  model,
  children,
}: {
  readonly model: Model | null | undefined;
  readonly children: (model: Model) => ReactNode;
}): ReactNode {
  if (model === undefined) return <ListSkeleton />;
  if (model === null) {
    return (
      <EmptyState
        isPage
        icon={<IconDatabaseOff size={28} />}
        title="There is no such model"
        action={<LinkButton to="/models">All models</LinkButton>}
      >
        Its plugin is not installed, or you may not see its objects.
      </EmptyState>
    );
  }
  return children(model);
}
