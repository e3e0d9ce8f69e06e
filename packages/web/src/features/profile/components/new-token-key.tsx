import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyButton } from '../../../components/copy-button.tsx';
import type { NewToken } from '../api/tokens.ts';

/** The key of a token, this once. */
export function NewTokenKey({ token, onClose }: { readonly token: NewToken; readonly onClose: () => void }): ReactNode {
  return (
    <Alert color="green" variant="light" icon={<IconKey aria-hidden />} title="Your new token" mb="md" role="status">
      <Text size="sm" mb="xs">
        Copy the key now: it is not shown again.
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {token.key}
        </Code>
        <CopyButton text={token.key} label="Copy the key" />
      </Group>
      <Button size="xs" variant="default" mt="sm" onClick={onClose}>
        I have copied it
      </Button>
    </Alert>
  );
}
