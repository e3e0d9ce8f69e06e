import { ActionIcon, Badge, Group, Paper, Text } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from '../../../components/link.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { StatusBadge } from '../../../components/status-badge.tsx';
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
    <Paper withBorder px="sm" py="xs" mb={6} className="job-row">
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
            <Link to="/jobs/$source/$module/$className" params={addressOf(job)} fw={600} c="inherit" truncate>
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
              <Badge color="teal" variant="light" miw="max-content">
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
        </div>
        <Text size="xs" c="dimmed" ff="monospace" visibleFrom="md" title={job.bundle_digest} miw="max-content">
          Version {job.bundle_digest.slice(0, 7)}
        </Text>
        {job.latest_result && (
          <Group gap="xs" wrap="nowrap" visibleFrom="sm">
            <Text size="xs" c="dimmed" ta="right">
              <RelativeTime time={job.latest_result.created} /> by {job.latest_result.user_name}
            </Text>
            <StatusBadge status={job.latest_result.status} />
          </Group>
        )}
      </Group>
    </Paper>
  );
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
