import { Anchor, Group, type AnchorProps } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';

function ArrowAnchor({
  children,
  ...props
}: AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>): ReactNode {
  return (
    <Anchor size="sm" c="dimmed" mb={6} display="inline-block" {...props}>
      <Group gap={4} component="span">
        <IconArrowLeft size={14} aria-hidden />
        {children}
      </Group>
    </Anchor>
  );
}

/** The way to the page above this one. */
export const WayBack = createLink(ArrowAnchor);
