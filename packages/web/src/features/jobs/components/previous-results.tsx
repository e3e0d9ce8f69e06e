import { Badge, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { Link } from '../../../components/link.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { formatDuration } from '../../../lib/format.ts';
import { usePreviousResults } from '../api/get-previous-results.ts';

/** How the job went before. */
export function PreviousResults({ classPath }: { readonly classPath: string }): ReactNode {
  const results = usePreviousResults(classPath);
  return (
    <Paper withBorder p="md" radius="lg" component="aside" aria-label="Previous results">
      <Title order={2} size="h5" mb="sm">
        Previous results
      </Title>
      {results.error && <ErrorNotice error={results.error} onRetry={() => void results.refetch()} />}
      {results.isPending && <Skeleton h={120} />}
      {results.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          This job has not been run yet.
        </Text>
      )}
      <Stack gap="sm">
        {results.data?.map((result) => (
          <Group key={result.id} justify="space-between" wrap="nowrap" gap="xs">
            <div>
              <Link to="/results/$id" params={{ id: result.id }} size="sm" fw={500}>
                <RelativeTime time={result.created} />
              </Link>
              <Text size="xs" c="dimmed">
                {[result.user_name, result.duration_ms === null ? undefined : formatDuration(result.duration_ms)]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            <Group gap={6} wrap="nowrap">
              {!result.commit && !result.read_only && (
                <Badge variant="outline" color="gray" size="sm">
                  Dry run
                </Badge>
              )}
              <StatusBadge status={result.status} size="sm" />
            </Group>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
