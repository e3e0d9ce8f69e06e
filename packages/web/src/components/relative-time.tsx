import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatRelativeTime, formatTime } from '../lib/format.ts';

/** A time as people say it, with the exact one on hover and for machines. */
export function RelativeTime({ time }: { readonly time: string }): ReactNode {
  const date = new Date(time);
  return (
    // Lists show hundreds: each with a tooltip of the framework would double what a list costs to draw.
    <Text component="time" inherit dateTime={time} title={formatTime(date)} span>
      {formatRelativeTime(date)}
    </Text>
  );
}
