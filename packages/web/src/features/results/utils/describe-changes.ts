import { formatCount } from '../../../lib/format.ts';
import type { Result } from '../api/get-result.ts';

export const changeActions = ['create', 'update', 'delete'] as const;
export type ChangeAction = (typeof changeActions)[number];
export type ChangeCounts = Readonly<Record<ChangeAction, number>>;

const list = new Intl.ListFormat('en');

/** How many objects a result created, updated and deleted, over all models. */
export function countActions(summary: readonly { readonly action: string; readonly count: number }[]): ChangeCounts {
  const count = (wanted: ChangeAction): number =>
    summary.reduce((total, part) => total + (part.action === wanted ? part.count : 0), 0);
  return { create: count('create'), update: count('update'), delete: count('delete') };
}

/** "This run would create 12 objects and update 3 objects." */
export function describeChanges(
  result: Pick<Result, 'changes_committed' | 'commit'>,
  counts: ChangeCounts | undefined,
): string {
  const isPast = result.changes_committed || result.commit;
  const parts = changeActions
    .filter((action) => (counts?.[action] ?? 0) > 0)
    .map((action) => `${action}${isPast ? 'd' : ''} ${formatCount(counts?.[action] ?? 0, 'object')}`);
  if (parts.length === 0) return '';
  if (result.changes_committed) return `This run ${list.format(parts)}. The changes are in the database.`;
  if (result.commit) return `This run would have ${list.format(parts)}, but its changes were taken back.`;
  return `This run would ${list.format(parts)}. It was a dry run: nothing has changed.`;
}
