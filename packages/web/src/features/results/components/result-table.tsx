import { Badge, Group, ScrollArea, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from '../../../components/link.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { formatDuration, formatNumber } from '../../../lib/format.ts';
import type { ResultRow } from '../api/get-results.ts';
import classes from './result-table.module.css';

/** Results, one to a row. */
export function ResultTable({ results }: { readonly results: readonly ResultRow[] }): ReactNode {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Results' }}>
      <Table highlightOnHover verticalSpacing="xs" className={classes['table']}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Status</Table.Th>
            <Table.Th>Job</Table.Th>
            <Table.Th visibleFrom="sm">Asked for</Table.Th>
            <Table.Th visibleFrom="sm" ta="right">
              Changes
            </Table.Th>
            <Table.Th visibleFrom="sm" ta="right">
              Took
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {results.map((result) => (
            <Table.Tr key={result.id}>
              <Table.Td>
                <StatusBadge status={result.status} />
              </Table.Td>
              <Table.Td maw={420}>
                <Group gap="xs" wrap="nowrap">
                  <Link to="/results/$id" params={{ id: result.id }} fw={550} size="sm" c="inherit" truncate>
                    {result.name}
                  </Link>
                  {!result.commit && !result.read_only && (
                    <Badge variant="outline" color="gray" size="sm" style={{ flexShrink: 0 }}>
                      Dry run
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed" truncate>
                  {result.error?.message ?? result.job_path}
                </Text>
                <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
                  <RelativeTime time={result.created} /> by {result.user_name}
                  {result.duration_ms !== null && ` · ${formatDuration(result.duration_ms)}`}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" style={{ whiteSpace: 'nowrap' }}>
                <RelativeTime time={result.created} />
                <Text size="xs" c="dimmed">
                  by {result.user_name}
                </Text>
              </Table.Td>
              <Table.Td visibleFrom="sm" ta="right">
                {result.change_count === 0 ? '' : formatNumber(result.change_count)}
              </Table.Td>
              <Table.Td visibleFrom="sm" ta="right" style={{ whiteSpace: 'nowrap' }}>
                {result.duration_ms === null ? '' : formatDuration(result.duration_ms)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
