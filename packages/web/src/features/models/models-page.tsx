import { Paper, Stack, TextInput, Title } from '@mantine/core';
import { IconDatabaseOff, IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Link } from '../../components/link.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { capitalize, useModels } from '../../lib/models.ts';
import classes from './models-page.module.css';

/** Every model whose objects the user may see, by app. */
export function ModelsPage(): ReactNode {
  const { data, error, isPending, refetch } = useModels();
  const [text, setText] = useState('');
  const shown = data?.filter((model) =>
    `${model.label} ${model.verbose_name_plural}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const apps = [...Map.groupBy(shown ?? [], ({ app }) => app)];
  return (
    <>
      <PageHeader title="Data" description="The objects that jobs work with." />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {isPending && <ListSkeleton />}
      {data?.length === 0 && (
        <EmptyState icon={<IconDatabaseOff size={28} />} title="There is no data that you may see">
          Models come with plugins. Ask an administrator for the permission to view them.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <Stack gap="lg">
          <TextInput
            type="search"
            aria-label="Search models"
            placeholder="Search models"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            maw={360}
          />
          <div className={classes['apps']}>
            {apps.map(([app, models]) => (
              <Paper key={app} withBorder radius="lg" p="md" component="section" aria-label={app}>
                <Title order={2} size="h5" mb="xs" tt="uppercase" c="dimmed" fz="xs" lts={0.5}>
                  {app}
                </Title>
                <Stack gap={4}>
                  {models.map((model) => (
                    <Link key={model.label} to="/models/$app/$model" params={{ app, model: model.endpoint }} size="sm">
                      {capitalize(model.verbose_name_plural)}
                    </Link>
                  ))}
                </Stack>
              </Paper>
            ))}
          </div>
        </Stack>
      )}
    </>
  );
}
