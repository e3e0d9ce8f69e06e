import type { ReactNode } from 'react';
import type { ResourceRow } from '../../components/resource/resource-panel.tsx';
import { ProblemBadge, problemOf, StateBadge } from '../../components/state-badge.tsx';

/** Whether a repository is synced, and what keeps it from that. */
export function RepositoryState({ row }: { readonly row: ResourceRow }): ReactNode {
  if (row['enabled'] !== true) return <StateBadge color="gray" text="Disabled" />;
  const problem = problemOf(row['last_problem']);
  if (problem !== undefined) return <ProblemBadge message={problem} />;
  if (row['current_commit'] === null) return <StateBadge color="gray" text="Not synced" />;
  return <StateBadge color="green" text="In sync" />;
}
