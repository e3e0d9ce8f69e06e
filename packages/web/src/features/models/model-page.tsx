import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDatabase, IconPlus, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { WayBack } from '../../components/way-back.tsx';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { capitalize, useModel, type Model } from '../../lib/models.ts';
import { objectsQuery } from './api/objects.ts';
import { ModelFilters } from './components/model-filters.tsx';
import { ModelGate } from './components/model-gate.tsx';
import { ObjectTable } from './components/object-table.tsx';
import type { ModelSearch } from './models-search.ts';

/** The objects of one model. */
export function ModelPage(): ReactNode {
  const { app, model: endpoint } = useParams({ from: '/models/$app/$model' });
  const model = useModel(app, endpoint);
  return <ModelGate model={model}>{(known) => <ObjectList key={known.label} model={known} />}</ModelGate>;
}

function ObjectList({ model }: { readonly model: Model }): ReactNode {
  const search = useSearch({ from: '/models/$app/$model' });
  const navigate = useNavigate({ from: '/models/$app/$model' });
  const [settled] = useDebouncedValue(search, 200);
  const objects = useInfiniteQuery(objectsQuery(model, settled));
  const rows = useMemo(() => objects.data?.pages.flatMap((page) => page.results) ?? [], [objects.data]);
  const count = objects.data?.pages[0]?.count;
  const change = (next: ModelSearch): void => void navigate({ search: next, replace: true });
  return (
    <>
      <PageHeader
        title={capitalize(model.verbose_name_plural)}
        above={<WayBack to="/models">Data</WayBack>}
        {...(count === undefined
          ? {}
          : { description: formatCount(count, model.verbose_name, model.verbose_name_plural) })}
        actions={
          model.actions.includes('add') && (
            <LinkButton
              to="/models/$app/$model/new"
              params={{ app: model.app, model: model.endpoint }}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              Add
            </LinkButton>
          )
        }
      />
      <Stack gap="md">
        <Group gap="sm" role="search">
          <TextInput
            type="search"
            aria-label={`Search ${model.verbose_name_plural}`}
            placeholder="Search"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search.q ?? ''}
            onChange={({ currentTarget: { value } }) => {
              const { q: _previous, ...others } = search;
              change(value === '' ? others : { ...others, q: value });
            }}
            flex="1 1 220px"
          />
          <ModelFilters
            model={model}
            filter={search.filter ?? {}}
            onChange={(filter) => {
              const { filter: _previous, ...others } = search;
              change(Object.keys(filter).length === 0 ? others : { ...others, filter });
            }}
          />
        </Group>
        {objects.error && <ErrorNotice error={objects.error} onRetry={() => void objects.refetch()} />}
        {objects.isPending && <ListSkeleton />}
        {count === 0 && (
          <EmptyState icon={<IconDatabase size={28} />} title={`No ${model.verbose_name_plural}`}>
            {Object.keys(search).length > 0 ? 'None is like that.' : 'Jobs and people add them.'}
          </EmptyState>
        )}
        {rows.length > 0 && (
          <ObjectTable
            model={model}
            objects={rows}
            ordering={search.ordering}
            onOrder={(ordering) => change({ ...search, ordering })}
          />
        )}
        {objects.hasNextPage && (
          <Button
            variant="default"
            loading={objects.isFetchingNextPage}
            onClick={() => void objects.fetchNextPage()}
            style={{ alignSelf: 'center' }}
          >
            Show more: {formatNumber(rows.length)} of {formatNumber(count ?? 0)} shown
          </Button>
        )}
      </Stack>
    </>
  );
}
