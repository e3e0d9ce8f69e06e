import { Button, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { formatNumber } from '../../lib/format.ts';
import { EmptyState } from '../empty-state.tsx';
import { ErrorNotice } from '../error-notice.tsx';
import { ListSkeleton } from '../list-skeleton.tsx';
import { objectChangesQuery, type ObjectChangeFilter } from './get-object-changes.ts';
import { ObjectChangeRow } from './object-change-row.tsx';

/** Who changed what and when, field by field. */
export function ObjectChangeList({
  filter,
  emptyTitle,
}: {
  readonly filter: ObjectChangeFilter;
  readonly emptyTitle: string;
}): ReactNode {
  const changes = useInfiniteQuery(objectChangesQuery(filter));
  const rows = useMemo(() => changes.data?.pages.flatMap((page) => page.results) ?? [], [changes.data]);
  if (changes.error) return <ErrorNotice error={changes.error} onRetry={() => void changes.refetch()} />;
  if (changes.isPending) return <ListSkeleton />;
  if (rows.length === 0) return <EmptyState icon={<IconHistory size={28} />} title={emptyTitle} />;
  return (
    <Stack gap={6}>
      {rows.map((change) => (
        <ObjectChangeRow key={change.id} change={change} />
      ))}
      {changes.hasNextPage && (
        <Button
          variant="default"
          mt="sm"
          loading={changes.isFetchingNextPage}
          onClick={() => void changes.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Show more: {formatNumber(rows.length)} of {formatNumber(changes.data.pages[0]?.count ?? 0)} shown
        </Button>
      )}
    </Stack>
  );
}
