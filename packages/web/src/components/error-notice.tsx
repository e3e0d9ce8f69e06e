import { Alert, Button, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError } from '../lib/api-error.ts';

/** Something could not be loaded or done: the server's words, and another try where that makes sense. */
export function ErrorNotice({
  error,
  title = 'That did not work',
  onRetry,
}: {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}): ReactNode {
  const code = error instanceof ApiError ? error.code : undefined;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle aria-hidden />} title={title} role="alert">
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {error instanceof Error ? error.message : String(error)}
      </Text>
      {code !== undefined && (
        <Text size="xs" c="dimmed" ff="monospace" mt={4}>
          {code}
        </Text>
      )}
      {onRetry && (
        <Button size="xs" variant="default" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
