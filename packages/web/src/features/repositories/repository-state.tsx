import { Badge, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ResourceRow } from '../../components/resource/resource-panel.tsx';

/** Whether a repository is synced, and what keeps it from that. */
export function RepositoryState({ row }: { readonly row: ResourceRow }): ReactNode {
  if (row['enabled'] !== true) return <State color="gray" text="Disabled" />;
  const problem = row['last_problem'];
  if (typeof problem === 'object' && problem !== null && 'message' in problem) {
    return (
      <Tooltip label={String(problem.message)} multiline maw={360}>
        <span tabIndex={0}>
          <State color="orange" text="Problem" />
        </span>
      </Tooltip>
    );
  }
  return row['current_commit'] === null ? (
    <State color="gray" text="Not synced" />
  ) : (
    <State color="green" text="In sync" />
  );
}

function State({ color, text }: { readonly color: string; readonly text: string }): ReactNode {
  return (
    <Badge color={color} variant="light" miw="max-content">
      {text}
    </Badge>
  );
}
