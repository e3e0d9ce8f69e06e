import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { SourceCode } from '../../../components/source-code.tsx';
import { useErrorPlace } from '../api/get-error-place.ts';
import type { Result } from '../api/get-result.ts';

const linesAround = 4;

/** Why a run did not complete, and where in the author's code. */
export function RunError({ result }: { readonly result: Result }): ReactNode {
  const { error, status } = result;
  const isErrored = status.value === 'errored';
  const place = useErrorPlace(result.id, isErrored ? error?.stack : undefined);
  if (!error) return null;
  const first = place ? Math.max(place.line - linesAround, 1) : 1;
  return (
    <Stack gap="xs" mb="lg">
      <Alert
        color={isErrored ? 'red' : 'orange'}
        variant="light"
        icon={isErrored ? <IconCircleX aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={isErrored ? error.name : 'The job ended itself'}
        role="alert"
      >
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {error.message}
        </Text>
        {place && (
          <Text size="xs" ff="monospace" mt={6}>
            {place.file}:{place.line}
          </Text>
        )}
      </Alert>
      {place && (
        <SourceCode
          label={`${place.file}, around line ${place.line}`}
          code={place.content
            .split('\n')
            .slice(first - 1, place.line + linesAround)
            .join('\n')}
          firstLine={first}
          markedLine={place.line}
        />
      )}
    </Stack>
  );
}
