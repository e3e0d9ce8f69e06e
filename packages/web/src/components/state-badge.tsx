import { Badge, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

/** How something stands, in a word. */
export function StateBadge({ color, text }: { readonly color: string; readonly text: string }): ReactNode {
  return (
    <Badge color={color} variant="light" miw="max-content">
      {text}
    </Badge>
  );
}

/** Something went wrong with it the last time: what, one sees on pointing at it or reaching it by keyboard. */
export function ProblemBadge({ message }: { readonly message: string }): ReactNode {
  return (
    <Tooltip label={message} multiline maw={360} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0}>
        <StateBadge color="orange" text="Problem" />
      </span>
    </Tooltip>
  );
}

/** The words of what REST shows as `last_problem`; undefined: there is none. */
export function problemOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'message' in value ? String(value.message) : undefined;
}
