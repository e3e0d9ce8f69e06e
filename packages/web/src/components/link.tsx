import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';

function StyledAnchor(props: AnchorProps & Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps>): ReactNode {
  return <Anchor {...props} />;
}

/** A link to another page of the UI, typed by its routes. */
export const Link = createLink(StyledAnchor);
