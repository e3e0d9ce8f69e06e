import { Box, Group, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

export interface PageHeaderProps {
  readonly title: string;
  /** What stands before the title: usually the way back. */
  readonly above?: ReactNode;
  readonly description?: ReactNode;
  /** Badges beside the title. */
  readonly badges?: ReactNode;
  readonly actions?: ReactNode;
}

/** The heading of a page. It also names the window. */
export function PageHeader({ title, above, description, badges, actions }: PageHeaderProps): ReactNode {
  useEffect(() => {
    document.title = `${title} · Jobwright`;
  }, [title]);
  return (
    <Box component="header" mb="lg">
      {above}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Group gap="sm" align="center">
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {badges}
        </Group>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {description !== undefined && (
        <Text component="div" size="sm" c="dimmed" mt={4} maw={720}>
          {description}
        </Text>
      )}
    </Box>
  );
}
