import { Alert, Code, Stack, Text } from '@mantine/core';
import { IconFileAlert } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JobModule } from '../api/get-job-modules.ts';

/** Modules that cannot be loaded: where and why, with the line of the author. */
export function BrokenModules({ modules }: { readonly modules: readonly JobModule[] }): ReactNode {
  if (modules.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {modules.map(({ id, module_path: path, slug, source_file: file, error }) => (
        <Alert
          key={id}
          color="red"
          variant="light"
          icon={<IconFileAlert aria-hidden />}
          title={`The module ${slug}/${path} cannot be loaded`}
        >
          <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
            {error?.message}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" mt={4}>
            {[error?.file ?? file, error?.line, error?.column].filter((part) => part !== undefined).join(':')}
          </Text>
          {error?.excerpt !== undefined && (
            // Many at once would push the jobs out of sight.
            <details open={modules.length === 1} className="disclosure">
              <summary>Around that line</summary>
              <Code block tabIndex={0}>
                {error.excerpt}
              </Code>
            </details>
          )}
        </Alert>
      ))}
    </Stack>
  );
}
