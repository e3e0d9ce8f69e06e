import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowsDiff, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { formatNumber } from '../../../lib/format.ts';
import { changesQuery } from '../api/get-changes.ts';
import type { Result } from '../api/get-result.ts';
import { changeActions, countActions, describeChanges } from '../utils/describe-changes.ts';
import { ChangeRow } from './change-row.tsx';

/** As many changes as are shown open at once. */
const openLimit = 12;
const titles = { create: 'Created', update: 'Updated', delete: 'Deleted' } as const;

/** What a run changed, or would change: object by object, field by field. */
export function ChangesPanel({ result }: { readonly result: Result }): ReactNode {
  const [action, setAction] = useState<string>('all');
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const [isAllOpen, setAllOpen] = useState(result.change_count <= openLimit);
  const changes = useInfiniteQuery(changesQuery(result.id, { q, action: action === 'all' ? undefined : action }));
  const shown = useMemo(() => changes.data?.pages.flatMap((page) => page.results) ?? [], [changes.data]);
  const byModel = useMemo(() => [...Map.groupBy(shown, ({ model }) => model)], [shown]);
  const counts = changes.data && countActions(changes.data.pages[0]?.summary ?? []);
  const total = changes.data?.pages[0]?.count ?? 0;

  if (result.change_count === 0) {
    return (
      <EmptyState icon={<IconArrowsDiff size={28} />} title="Nothing changed">
        {result.read_only ? 'This job only reads.' : 'The run left every object as it was.'}
      </EmptyState>
    );
  }
  return (
    <Stack gap="md">
      <Text size="sm">{describeChanges(result, counts)}</Text>
      <Group gap="xs" role="search" aria-label="Changes">
        <TextInput
          type="search"
          size="xs"
          flex="1 1 200px"
          aria-label="Search changes"
          placeholder="Search objects, fields and values"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          value={action}
          onChange={setAction}
          aria-label="Kind of change"
          data={[
            { value: 'all', label: 'All' },
            ...changeActions.map((value) => ({
              value,
              label: counts ? `${titles[value]} ${formatNumber(counts[value])}` : titles[value],
              disabled: counts?.[value] === 0,
            })),
          ]}
        />
        <Button size="xs" variant="default" onClick={() => setAllOpen((previous) => !previous)}>
          {isAllOpen ? 'Close all' : 'Open all'}
        </Button>
      </Group>
      {changes.error && <ErrorNotice error={changes.error} onRetry={() => void changes.refetch()} />}
      {changes.isPending && <ListSkeleton />}
      {changes.data && shown.length === 0 && (
        <Text c="dimmed" size="sm" py="lg" ta="center">
          No change is like that.
        </Text>
      )}
      {byModel.map(([model, members]) => (
        <section key={model} aria-label={model}>
          <Text component="h2" size="sm" fw={600} m={0} mb={6}>
            {model}{' '}
            <Text span c="dimmed" inherit fw={400}>
              {formatNumber(members.length)}
            </Text>
          </Text>
          <Stack gap={6}>
            {members.map((change) => (
              <ChangeRow key={`${change.seq}-${isAllOpen}`} change={change} startsOpen={isAllOpen} />
            ))}
          </Stack>
        </section>
      ))}
      {changes.hasNextPage && (
        <Button
          variant="default"
          loading={changes.isFetchingNextPage}
          onClick={() => void changes.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Show more: {formatNumber(shown.length)} of {formatNumber(total)} shown
        </Button>
      )}
    </Stack>
  );
}
