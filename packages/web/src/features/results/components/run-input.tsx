import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { SourceCode } from '../../../components/source-code.tsx';
import type { Result } from '../api/get-result.ts';

/** What the run was given. */
export function RunInput({ result }: { readonly result: Result }): ReactNode {
  if (Object.keys(result.data).length === 0) return <Text c="dimmed">This run had no input.</Text>;
  return (
    <>
      {!result.input_stored && (
        <Text size="sm" c="dimmed" mb="xs">
          Sensitive values are not kept, so this run cannot be repeated as it was.
        </Text>
      )}
      <SourceCode code={JSON.stringify(result.data, null, 2)} label="Input" />
    </>
  );
}
