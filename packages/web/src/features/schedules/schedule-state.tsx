import type { ReactNode } from 'react';
import type { ResourceRow } from '../../components/resource/resource-panel.tsx';
import { ProblemBadge, problemOf, StateBadge } from '../../components/state-badge.tsx';

/** Whether a schedule runs, and what kept its last run from that. */
export function ScheduleState({ row }: { readonly row: ResourceRow }): ReactNode {
  const problem = problemOf(row['last_problem']);
  if (problem !== undefined) return <ProblemBadge message={problem} />;
  if (row['enabled'] !== true) return <StateBadge color="gray" text="Disabled" />;
  if (row['next_run'] === null) return <StateBadge color="gray" text="Over" />;
  return <StateBadge color="green" text="Active" />;
}
