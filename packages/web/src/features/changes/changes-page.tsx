import { Group, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ObjectChangeList } from '../../components/object-changes/object-change-list.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useModels } from '../../lib/models.ts';
import type { ChangesSearch } from './changes-search.ts';

const actions = [
  { value: 'create', label: 'Created' },
  { value: 'update', label: 'Updated' },
  { value: 'delete', label: 'Deleted' },
];

/** Every change of every object: who, what, when, by which run. */
export function ChangesPage(): ReactNode {
  const search = useSearch({ from: '/changes' });
  const navigate = useNavigate({ from: '/changes' });
  const models = useModels();
  const [settled] = useDebouncedValue(search, 250);
  const set = (name: keyof ChangesSearch, value: string | null): void => {
    const others = Object.entries(search).filter(([key]) => key !== name);
    const next = Object.fromEntries(value === null || value === '' ? others : [...others, [name, value]]);
    void navigate({ search: next, replace: true });
  };
  return (
    <>
      <PageHeader title="Changes" description="What jobs and people changed, newest first." />
      <Stack gap="md">
        <Group gap="sm" role="search">
          <TextInput
            type="search"
            aria-label="Search changes"
            placeholder="Search by object"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search.q ?? ''}
            onChange={(event) => set('q', event.currentTarget.value)}
            flex="1 1 220px"
          />
          <TextInput
            type="search"
            aria-label="User"
            placeholder="Any user"
            value={search.user ?? ''}
            onChange={(event) => set('user', event.currentTarget.value)}
            flex="1 1 120px"
            maw={{ sm: 140 }}
          />
          <Select
            aria-label="Model"
            placeholder="Any model"
            data={models.data?.map(({ label }) => label).toSorted() ?? []}
            value={search.changed_object_type ?? null}
            onChange={(value) => set('changed_object_type', value)}
            searchable
            clearable
            flex="1 1 130px"
            maw={{ sm: 200 }}
          />
          <Select
            aria-label="Action"
            placeholder="Any action"
            data={actions}
            value={search.action ?? null}
            onChange={(value) => set('action', value)}
            clearable
            flex="1 1 130px"
            maw={{ sm: 150 }}
          />
        </Group>
        <ObjectChangeList
          filter={settled}
          emptyTitle={Object.keys(settled).length === 0 ? 'Nothing has changed yet' : 'No change is like that'}
        />
      </Stack>
    </>
  );
}
