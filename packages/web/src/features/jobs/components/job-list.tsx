import { Box, Group, Text, Title } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { formatCount } from '../../../lib/format.ts';
import type { Job } from '../api/get-jobs.ts';
import type { JobGroup } from '../utils/group-jobs.ts';
import { JobRow } from './job-row.tsx';

type Line =
  | { readonly kind: 'group'; readonly group: JobGroup }
  | { readonly kind: 'job'; readonly job: Job; readonly group: JobGroup };

const groupHeightPx = 56;
const jobHeightPx = 64;

/** Jobs under the names of their modules. Only what is in sight is in the page: there may be thousands. */
export function JobList({
  groups,
  favourites,
  onToggleFavourite,
}: {
  readonly groups: readonly JobGroup[];
  readonly favourites: ReadonlySet<string>;
  readonly onToggleFavourite: (path: string) => void;
}): ReactNode {
  const lines = useMemo(
    () =>
      groups.flatMap((group): Line[] => [
        { kind: 'group', group },
        ...group.jobs.map((job): Line => ({ kind: 'job', job, group })),
      ]),
    [groups],
  );
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [groups]);
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? groupHeightPx : jobHeightPx),
    getItemKey: (index) => keyOf(lines[index]),
    overscan: 8,
    scrollMargin: top,
  });
  return (
    <Box ref={list} pos="relative" h={virtualizer.getTotalSize()} role="list" aria-label="Jobs">
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const line = lines[index];
        if (!line) return null;
        return (
          <Box
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            pos="absolute"
            left={0}
            right={0}
            top={0}
            style={{ transform: `translateY(${start - top}px)` }}
            role="listitem"
          >
            {line.kind === 'group' ? (
              <GroupHeading group={line.group} />
            ) : (
              <JobRow
                job={line.job}
                isFavourite={favourites.has(line.job.class_path)}
                onToggleFavourite={() => onToggleFavourite(line.job.class_path)}
              />
            )}
          </Box>
        );
      })}
    </Box>
  );
}

function GroupHeading({ group }: { readonly group: JobGroup }): ReactNode {
  return (
    <Group gap="xs" pt="lg" pb="xs" align="baseline">
      <Title order={2} size="h5">
        {group.title}
      </Title>
      <Text size="xs" c="dimmed">
        {[group.origin, formatCount(group.jobs.length, 'job')].filter(Boolean).join(' · ')}
      </Text>
    </Group>
  );
}

function keyOf(line: Line | undefined): string {
  if (!line) return '';
  return line.kind === 'group' ? line.group.key : `${line.group.key} ${line.job.id}`;
}
