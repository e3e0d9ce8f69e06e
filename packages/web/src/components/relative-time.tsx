import { Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatRelativeTime, formatTime } from '../lib/format.ts';

/** A time as people say it, with the exact one on hover and for machines. */
export function RelativeTime({ time }: { readonly time: string }): ReactNode {
  const date = new Date(time);
  return (
    <Tooltip label={formatTime(date)} openDelay={300}>
      <Text component="time" inherit dateTime={time} span>
        {formatRelativeTime(date)}
      </Text>
    </Tooltip>
  );
}
