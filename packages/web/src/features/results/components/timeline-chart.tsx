import { Group, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount, formatDuration } from '../../../lib/format.ts';
import { useTimeline, type Timeline } from '../api/get-timeline.ts';
import { slotsOf, type Slot } from '../utils/timeline-slots.ts';
import classes from './timeline-chart.module.css';

const width = 960;
const height = 56;
const durationHeight = 24;
const gap = 3;
/** From the foot of a bar to its top. */
const statuses = ['completed', 'failed', 'errored', 'canceled', 'running', 'pending'] as const;

const hours = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** What the runs of the last day came to, and under it how long they took: a bar for each half hour. */
export function TimelineChart(): ReactNode {
  const { data } = useTimeline();
  if (!data) return <Paper withBorder radius="lg" p="md" h={159} aria-busy />;
  const slots = slotsOf(data);
  const most = Math.max(1, ...slots.map(({ total }) => total));
  const longest = Math.max(1, ...slots.map(({ maxMs }) => maxMs ?? 0));
  const step = width / slots.length;
  return (
    <Paper withBorder radius="lg" p="md" component="figure" m={0}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className={classes['chart']}
        role="img"
        aria-label={describe(data)}
      >
        {slots.map((slot, index) => (
          <g key={slot.start.getTime()} transform={`translate(${index * step} 0)`}>
            <title>{describeSlot(slot)}</title>
            <rect width={step - gap} height={height} className={classes['ground']} rx={2} />
            <Bars slot={slot} most={most} width={step - gap} />
          </g>
        ))}
      </svg>
      <svg
        viewBox={`0 0 ${width} ${durationHeight}`}
        preserveAspectRatio="none"
        className={classes['durations']}
        aria-hidden
      >
        {slots.map((slot, index) => (
          <Duration key={slot.start.getTime()} slot={slot} longest={longest} x={index * step} width={step - gap} />
        ))}
      </svg>
      <Group justify="space-between" wrap="nowrap" gap="xs" mt={6}>
        <Text size="xs" c="dimmed">
          {hours.format(new Date(data.from))}
        </Text>
        <Text size="xs" c="dimmed">
          now
        </Text>
      </Group>
      <Group justify="space-between" gap="xs" mt={4} component="figcaption">
        <Text size="xs" c="dimmed">
          {describe(data)}
        </Text>
        <Group gap="sm" aria-hidden>
          {statuses
            .filter((status) => slots.some(({ counts }) => counts[status]))
            .map((status) => (
              <Key key={status} look={status} text={status} />
            ))}
          <Key look="median" text="median time" />
          <Key look="longest" text="longest" />
        </Group>
      </Group>
    </Paper>
  );
}

function Bars({
  slot,
  most,
  width: barWidth,
}: {
  readonly slot: Slot;
  readonly most: number;
  readonly width: number;
}): ReactNode {
  let top = height;
  return statuses.map((status) => {
    const count = slot.counts[status] ?? 0;
    if (count === 0) return null;
    // One failure among a thousand successes must still be seen.
    const size = Math.max((count / most) * height, 2);
    top -= size;
    return <rect key={status} y={Math.max(top, 0)} width={barWidth} height={size} className={classes[status]} />;
  });
}

/** How long the runs of a slot took: the longest behind, the median before it. Roots, so that short ones are seen too. */
function Duration({
  slot: { medianMs, maxMs },
  longest,
  x,
  width: barWidth,
}: {
  readonly slot: Slot;
  readonly longest: number;
  readonly x: number;
  readonly width: number;
}): ReactNode {
  if (medianMs === null || maxMs === null) return null;
  const size = (ms: number): number => Math.max(Math.sqrt(ms / longest) * durationHeight, 1.5);
  return (
    <>
      <rect x={x} width={barWidth} height={size(maxMs)} className={classes['longest']} />
      <rect x={x} width={barWidth} height={size(medianMs)} className={classes['median']} />
    </>
  );
}

function Key({ look, text }: { readonly look: string; readonly text: string }): ReactNode {
  return (
    <span className={classes['key']}>
      <svg width={8} height={8}>
        <rect width={8} height={8} rx={2} className={classes[look]} />
      </svg>
      {text}
    </span>
  );
}

function describeSlot({ start, counts, medianMs, maxMs, total }: Slot): string {
  const time = hours.format(start);
  if (total === 0) return `${time}: no runs`;
  const parts = statuses.filter((status) => counts[status]).map((status) => `${counts[status]} ${status}`);
  const durations =
    medianMs === null || maxMs === null ? '' : `; median ${formatDuration(medianMs)}, longest ${formatDuration(maxMs)}`;
  return `${time}: ${parts.join(', ')}${durations}`;
}

function describe({ buckets }: Timeline): string {
  const sum = (wanted: readonly string[]): number =>
    buckets.reduce((total, { counts }) => total + wanted.reduce((part, status) => part + (counts[status] ?? 0), 0), 0);
  const total = sum(statuses);
  const bad = sum(['failed', 'errored']);
  const slowest = Math.max(0, ...buckets.map(({ max_duration_ms: longest }) => longest ?? 0));
  if (total === 0) return 'No runs in the last day';
  return `${formatCount(total, 'run')} in the last day, ${bad} not completed, longest ${formatDuration(slowest)}`;
}
