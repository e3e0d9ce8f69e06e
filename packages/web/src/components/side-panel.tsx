import { CloseButton, Drawer, Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A panel at the side, above the page. */
export function SidePanel({
  title,
  isOpen,
  onClose,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  // The framework's own heading would be a second banner of the page, its lock on scrolling an inline style.
  return (
    <Drawer.Root opened={isOpen} onClose={onClose} position="right" size="lg" lockScroll={false}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={title}>
        <Drawer.Body pt="md">
          <Group justify="space-between" mb="md" wrap="nowrap">
            <Title order={2} size="h4">
              {title}
            </Title>
            <CloseButton aria-label="Close" onClick={onClose} />
          </Group>
          {children}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
