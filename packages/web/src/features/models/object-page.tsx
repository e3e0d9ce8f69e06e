import { Grid, Group, Paper, Tabs, Title } from '@mantine/core';
import { IconHistory, IconListDetails, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LinkButton } from '../../components/link-button.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { ObjectChangeList } from '../../components/object-changes/object-change-list.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { WayBack } from '../../components/way-back.tsx';
import { capitalize, useModel, type Model } from '../../lib/models.ts';
import { objectQuery } from './api/objects.ts';
import { DeleteButton } from './components/delete-button.tsx';
import { ModelGate } from './components/model-gate.tsx';
import { ObjectFields } from './components/object-fields.tsx';
import { RelatedObjects } from './components/related-objects.tsx';
import { PageProblem } from '../../components/page-problem.tsx';

/** One object: its fields, what refers to it, and how it came to be so. */
export function ObjectPage(): ReactNode {
  const { app, model: endpoint, id } = useParams({ from: '/models/$app/$model/$id' });
  const model = useModel(app, endpoint);
  return <ModelGate model={model}>{(known) => <ObjectView model={known} id={id} />}</ModelGate>;
}

function ObjectView({ model, id }: { readonly model: Model; readonly id: string }): ReactNode {
  const { data: object, error, refetch } = useQuery(objectQuery(model, id));
  const address = { app: model.app, model: model.endpoint };
  if (error && !object) {
    return <PageProblem title="This object cannot be shown" error={error} onRetry={() => void refetch()} />;
  }
  if (!object) return <ListSkeleton />;
  return (
    <>
      <PageHeader
        title={object.display}
        above={
          <WayBack to="/models/$app/$model" params={address}>
            {capitalize(model.verbose_name_plural)}
          </WayBack>
        }
        actions={
          <Group gap="xs">
            {model.actions.includes('delete') && <DeleteButton model={model} object={object} />}
            {model.actions.includes('change') && (
              <LinkButton
                to="/models/$app/$model/$id/edit"
                params={{ ...address, id }}
                leftSection={<IconPencil size={16} aria-hidden />}
              >
                Edit
              </LinkButton>
            )}
          </Group>
        }
      />
      <Tabs defaultValue="fields" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="fields" leftSection={<IconListDetails size={16} aria-hidden />}>
            Details
          </Tabs.Tab>
          <Tabs.Tab value="history" leftSection={<IconHistory size={16} aria-hidden />}>
            History
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="fields">
          <Grid gap="lg">
            <Grid.Col span={{ base: 12, lg: 8 }}>
              <Paper withBorder radius="lg" p="md">
                <ObjectFields model={model} object={object} />
              </Paper>
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 4 }}>
              <Paper withBorder radius="lg" p="md" component="aside" aria-label="Related objects">
                <Title order={2} size="h5" mb="sm">
                  Related
                </Title>
                <RelatedObjects model={model} id={id} />
              </Paper>
            </Grid.Col>
          </Grid>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <ObjectChangeList filter={{ changed_object_id: id }} emptyTitle="No change of this object is known" />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
