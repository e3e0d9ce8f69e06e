import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

/** Stands where a list will be. */
export function ListSkeleton({ rows = 6 }: { readonly rows?: number }): ReactNode {
  return (
    <Stack gap="xs" role="status" aria-label="Loading" aria-busy>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={44} radius="md" />
      ))}
    </Stack>
  );
}
