import { ActionIcon, Badge, Box, Group, Text } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from '../../../components/link.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { shortVersion } from '../../../lib/format.ts';
import type { Job } from '../api/get-jobs.ts';
import { addressOf } from '../utils/job-address.ts';

/** A job in the list: what it does, and how it went last. */
export function JobRow({
  job,
  isFavourite,
  onToggleFavourite,
}: {
  readonly job: Job;
  readonly isFavourite: boolean;
  readonly onToggleFavourite: () => void;
}): ReactNode {
  return (
    <Box px="xs" py={10} className="job-row">
      <Group wrap="nowrap" gap="sm">
        <ActionIcon
          variant="subtle"
          color={isFavourite ? 'yellow' : 'gray'}
          onClick={onToggleFavourite}
          aria-label={`Favourite: ${job.name}`}
          aria-pressed={isFavourite}
        >
          {isFavourite ? <IconStarFilled size={16} aria-hidden /> : <IconStar size={16} aria-hidden />}
        </ActionIcon>
        <div className="job-row-text">
          <Group gap="xs" wrap="nowrap">
            <Link to="/jobs/$source/$module/$className" params={addressOf(job)} fw={550} size="sm" c="inherit" truncate>
              {job.name}
            </Link>
            {!job.installed && (
              <Badge color="red" variant="light">
                Source gone
              </Badge>
            )}
            {job.installed && !job.enabled && (
              <Badge color="gray" variant="light">
                Disabled
              </Badge>
            )}
            {job.read_only && (
              <Badge color="gray" variant="light" miw="max-content">
                Read only
              </Badge>
            )}
            {job.warnings.length > 0 && (
              <Badge color="yellow" variant="light">
                Warning
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" truncate>
            {firstLine(job.description) || job.class_path}
          </Text>
          {job.latest_result && (
            <Group gap="xs" mt={4} wrap="nowrap" hiddenFrom="sm">
              <StatusBadge status={job.latest_result.status} />
              <LatestRun result={job.latest_result} />
            </Group>
          )}
        </div>
        <Group gap="md" wrap="nowrap" visibleFrom="sm" className="job-row-facts">
          {job.latest_result && (
            <>
              <LatestRun result={job.latest_result} />
              <StatusBadge status={job.latest_result.status} />
            </>
          )}
          {job.bundle_digest !== null && (
            <Text size="xs" c="dimmed" ff="monospace" w={56} ta="right" title="Version of the code">
              {shortVersion(job.bundle_digest)}
            </Text>
          )}
        </Group>
      </Group>
    </Box>
  );
}

function LatestRun({ result }: { readonly result: NonNullable<Job['latest_result']> }): ReactNode {
  return (
    <Text size="xs" c="dimmed" truncate>
      <RelativeTime time={result.created} /> by {result.user_name}
    </Text>
  );
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
