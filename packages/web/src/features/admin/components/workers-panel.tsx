import { Badge, Group, Paper, ScrollArea, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconCpu } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { Link } from '../../../components/link.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { answerOf, api } from '../../../lib/api.ts';
import { formatDuration, formatNumber } from '../../../lib/format.ts';

const refreshMs = 3000;

/** What takes runs at the moment, what it runs, and what waits for it. */
export function WorkersPanel(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: ['workers'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/extras/workers/', { signal })),
    refetchInterval: refreshMs,
  });
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  const { workers, queue } = data;
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Figure name="Waiting" value={formatNumber(queue.pending)}>
          {queue.oldest_pending !== null && (
            <>
              since <RelativeTime time={queue.oldest_pending} />
            </>
          )}
        </Figure>
        <Figure name="Running" value={formatNumber(queue.running)} />
        <Figure name="Slots" value={formatNumber(slots)} />
        <Figure name="Median wait" value={queue.median_wait_ms === null ? '—' : formatDuration(queue.median_wait_ms)}>
          over the last hour
        </Figure>
      </SimpleGrid>
      {workers.length === 0 ? (
        <EmptyState icon={<IconCpu size={28} />} title="No worker is running">
          Runs stay pending until one is started: <code>jobwright worker</code>.
        </EmptyState>
      ) : (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Workers' }}>
          <Table verticalSpacing="xs" miw={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Worker</Table.Th>
                <Table.Th>Machine</Table.Th>
                <Table.Th>Slots</Table.Th>
                <Table.Th>Runs</Table.Th>
                <Table.Th>Version</Table.Th>
                <Table.Th>Started</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {workers.map((worker) => (
                <Table.Tr key={worker.number}>
                  <Table.Td>{worker.number}</Table.Td>
                  <Table.Td>
                    {worker.hostname}
                    <Text span size="xs" c="dimmed">
                      {' '}
                      process {worker.pid}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {worker.slots === 0 ? (
                      <Badge variant="light" color="gray" miw="max-content">
                        Syncs only
                      </Badge>
                    ) : (
                      worker.slots
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs">
                      {worker.running.map((run) => (
                        <Link key={run.id} to="/results/$id" params={{ id: run.id }} size="sm">
                          {run.display}
                        </Link>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>{worker.version}</Table.Td>
                  <Table.Td>
                    <RelativeTime time={worker.started} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </Stack>
  );
}

function Figure({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <Paper withBorder radius="lg" p="md">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="xl" fw={600} className="tabular">
        {value}
      </Text>
      <Text size="xs" c="dimmed" mih="1.2em">
        {children}
      </Text>
    </Paper>
  );
}
