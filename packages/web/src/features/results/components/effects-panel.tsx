import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { IconWorldUpload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { formatBytes, formatDuration, formatNumber } from '../../../lib/format.ts';
import { effectsQuery, type Effect } from '../api/get-effects.ts';
import type { Result } from '../api/get-result.ts';
import { describeEffects, outcomeOf } from '../utils/describe-effects.ts';

/** What a run asked of other systems, and what it would have sent them. */
export function EffectsPanel({ result }: { readonly result: Result }): ReactNode {
  const effects = useInfiniteQuery(effectsQuery(result.id, result.effect_count));
  const shown = effects.data?.pages.flatMap((page) => page.results) ?? [];
  const [first] = effects.data?.pages ?? [];

  if (result.effect_count === 0) {
    return (
      <EmptyState icon={<IconWorldUpload size={28} />} title="No requests">
        The run has asked no other system.
      </EmptyState>
    );
  }
  return (
    <Stack gap="md">
      {first && <Text size="sm">{describeEffects(first.summary)}</Text>}
      {effects.error && <ErrorNotice error={effects.error} onRetry={() => void effects.refetch()} />}
      {effects.isPending && <ListSkeleton />}
      {shown.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing={6} aria-label="Requests to other systems">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Answer</Table.Th>
                <Table.Th>Request</Table.Th>
                <Table.Th ta="right">Size</Table.Th>
                <Table.Th ta="right">Took</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((effect) => (
                <EffectRow key={effect.seq} effect={effect} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {effects.hasNextPage && (
        <Button
          variant="default"
          loading={effects.isFetchingNextPage}
          onClick={() => void effects.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          Show more: {formatNumber(shown.length)} of {formatNumber(first?.count ?? 0)} shown
        </Button>
      )}
    </Stack>
  );
}

function EffectRow({ effect }: { readonly effect: Effect }): ReactNode {
  const { color, label } = outcomeOf(effect);
  return (
    <Table.Tr>
      <Table.Td style={{ verticalAlign: 'top' }}>
        <Badge className="status-badge" data-color={color} color={color} variant="light" size="sm" fw={600}>
          {label}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <Text span inherit fw={600}>
            {effect.method}
          </Text>{' '}
          {effect.url}
        </Text>
        {effect.error !== null && (
          <Text size="xs" c="dimmed" ff="monospace">
            {effect.error}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" style={{ verticalAlign: 'top', whiteSpace: 'nowrap' }}>
        {effect.response_bytes === null ? '' : formatBytes(effect.response_bytes)}
      </Table.Td>
      <Table.Td ta="right" style={{ verticalAlign: 'top', whiteSpace: 'nowrap' }}>
        {effect.duration_ms === null ? '' : formatDuration(effect.duration_ms)}
      </Table.Td>
    </Table.Tr>
  );
}
