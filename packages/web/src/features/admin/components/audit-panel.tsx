import { Anchor, Badge, Button, Group, ScrollArea, Select, Stack, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch, IconShieldCheck } from '@tabler/icons-react';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { request, type Schemas } from '../../../lib/api.ts';
import { formatNumber } from '../../../lib/format.ts';

interface Page {
  readonly count: number;
  readonly next: string | null;
  readonly results: readonly Schemas['AuditEvent'][];
}

const pageSize = 50;

function auditQuery(q: string, outcome: string | null) {
  return infiniteQueryOptions({
    queryKey: ['audit', q, outcome],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(pageSize), offset: String(pageParam) });
      if (q !== '') query.set('q', q);
      if (outcome !== null) query.set('outcome', outcome);
      return request<Page>(`/api/extras/audit-events/?${query}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
    placeholderData: keepPreviousData,
  });
}

/** Who did what, from where, and what was refused. */
export function AuditPanel(): ReactNode {
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const [outcome, setOutcome] = useState<string | null>(null);
  const events = useInfiniteQuery(auditQuery(q, outcome));
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.results) ?? [], [events.data]);
  return (
    <Stack gap="md">
      <Group gap="sm" role="search">
        <TextInput
          type="search"
          aria-label="Search the audit log"
          placeholder="Search by user, action or object"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          flex="1 1 220px"
        />
        <Select
          aria-label="Outcome"
          placeholder="Any outcome"
          data={[
            { value: 'success', label: 'Allowed' },
            { value: 'refused', label: 'Refused' },
          ]}
          value={outcome}
          onChange={setOutcome}
          clearable
          w={160}
        />
        <Anchor href="/api/extras/audit-events/export/" download="audit.ndjson" size="sm">
          <Group gap={4} component="span">
            <IconDownload size={14} aria-hidden />
            Export
          </Group>
        </Anchor>
      </Group>
      {events.error && <ErrorNotice error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <ListSkeleton />}
      {events.data && rows.length === 0 && (
        <EmptyState icon={<IconShieldCheck size={28} />} title="No event is like that" />
      )}
      {rows.length > 0 && (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Audit log' }}>
          <Table verticalSpacing="xs" miw={640}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>When</Table.Th>
                <Table.Th>Who</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>About</Table.Th>
                <Table.Th>From</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((event) => (
                <Table.Tr key={event.id}>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    <RelativeTime time={event.time} />
                  </Table.Td>
                  <Table.Td>{event.user_name}</Table.Td>
                  <Table.Td>
                    <Badge color={event.outcome === 'refused' ? 'red' : 'gray'} variant="light" miw="max-content">
                      {event.action}
                    </Badge>
                  </Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{event.object_repr}</Table.Td>
                  <Table.Td>{event.client_address}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
      {events.hasNextPage && (
        <Button
          variant="default"
          loading={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Show more: {formatNumber(rows.length)} of {formatNumber(events.data?.pages[0]?.count ?? 0)} shown
        </Button>
      )}
    </Stack>
  );
}
