import { Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumber } from '../../../lib/format.ts';
import type { Progress as RunProgressValue } from '../log-tail.ts';

/** How far a run is, as its job says. */
export function RunProgress({ progress }: { readonly progress: RunProgressValue }): ReactNode {
  const { current, total, message } = progress;
  const percent = total === undefined || total <= 0 ? 100 : Math.min((current / total) * 100, 100);
  const amount = total === undefined ? formatNumber(current) : `${formatNumber(current)} of ${formatNumber(total)}`;
  return (
    <div className="tabular">
      <Group justify="space-between" mb={6} gap="xs">
        <Text size="sm">{message ?? 'Progress'}</Text>
        <Text size="sm" c="dimmed">
          {amount}
          {total === undefined ? '' : ` · ${Math.floor(percent)} %`}
        </Text>
      </Group>
      <Progress.Root size="lg" radius="xl">
        <Progress.Section
          value={percent}
          striped={total === undefined}
          animated={total === undefined}
          aria-label={message ?? 'Progress'}
          aria-valuetext={amount}
        />
      </Progress.Root>
    </div>
  );
}
