import { Group, Stack, Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from '../../../components/copy-button.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { SourceCode } from '../../../components/source-code.tsx';
import { useJobSource } from '../api/get-job-source.ts';
import type { JobDetail } from '../api/get-job.ts';

/** The code of a job as its author wrote it: its module, and what that imports. */
export function JobSource({ job }: { readonly job: JobDetail }): ReactNode {
  const source = useJobSource(job.id, job.bundle_digest);
  if (source.error) return <ErrorNotice error={source.error} onRetry={() => void source.refetch()} />;
  if (!source.data) return <ListSkeleton rows={3} />;
  const { files } = source.data;
  return (
    <Tabs defaultValue={files[0]?.path ?? null} variant="outline" keepMounted={false}>
      <Tabs.List>
        {files.map(({ path }) => (
          <Tabs.Tab key={path} value={path} ff="monospace">
            {path}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {files.map(({ path, content }) => (
        <Tabs.Panel key={path} value={path} pt="xs">
          <Stack gap="xs">
            <Group justify="space-between">
              <Text size="xs" c="dimmed" ff="monospace">
                Version {job.bundle_digest.slice(0, 12)}
              </Text>
              <CopyButton text={content} label={`Copy ${path}`} />
            </Group>
            <SourceCode code={content} label={path} />
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
