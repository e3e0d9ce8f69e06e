import { Badge, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ResourceRow } from '../../components/resource/resource-panel.tsx';

/** Whether a schedule runs, and what kept its last run from that. */
export function ScheduleState({ row }: { readonly row: ResourceRow }): ReactNode {
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
  if (row['enabled'] !== true) return <State color="gray" text="Disabled" />;
  return row['next_run'] === null ? <State color="gray" text="Over" /> : <State color="green" text="Active" />;
}

function State({ color, text }: { readonly color: string; readonly text: string }): ReactNode {
  return (
    <Badge color={color} variant="light" miw="max-content">
      {text}
    </Badge>
  );
}
