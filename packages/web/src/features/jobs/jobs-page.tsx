import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useMemo, type ReactNode } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { formatCount } from '../../lib/format.ts';
import { useJobModules } from './api/get-job-modules.ts';
import { useJobs } from './api/get-jobs.ts';
import { BrokenModules } from './components/broken-modules.tsx';
import { FirstRun } from './components/first-run.tsx';
import { JobList } from './components/job-list.tsx';
import { useFavourites } from './favourites.ts';
import type { JobsSearch } from './jobs-search.ts';
import { filterJobs, groupJobs, originOf } from './utils/group-jobs.ts';

const statuses = [
  { value: 'completed', label: 'Completed' },
  { value: 'failed', label: 'Failed' },
  { value: 'errored', label: 'Errored' },
  { value: 'running', label: 'Running' },
  { value: 'never', label: 'Never run' },
];

/** All jobs, by where they come from; found by typing. */
export function JobsPage(): ReactNode {
  const { jobs, isPartial, count, error, retry } = useJobs();
  const modules = useJobModules();
  const search = useSearch({ from: '/jobs' });
  const navigate = useNavigate({ from: '/jobs' });
  const { paths: favourites, toggle } = useFavourites();
  const q = useDeferredValue(search.q ?? '');
  const { source, status } = search;

  const shown = useMemo(
    () => filterJobs(jobs ?? [], { q, source, status, favourites }),
    [jobs, q, source, status, favourites],
  );
  const groups = useMemo(() => groupJobs(shown, favourites), [shown, favourites]);
  const origins = useMemo(() => [...new Set((jobs ?? []).map(originOf))].toSorted(), [jobs]);
  const broken = (modules.data ?? []).filter((module) => module.error !== null);
  const isEmpty = jobs?.length === 0;

  return (
    <>
      <PageHeader
        title="Jobs"
        {...(jobs && !isEmpty
          ? { description: isPartial ? formatCount(count, 'job') : describe(shown.length, count) }
          : {})}
      />
      {error && <ErrorNotice error={error} onRetry={retry} />}
      <BrokenModules modules={broken} />
      {!jobs && !error && <ListSkeleton />}
      {isEmpty && broken.length === 0 && <FirstRun />}
      {jobs && !isEmpty && (
        <Stack gap="md">
          <Group gap="sm" role="search">
            <TextInput
              aria-label="Search jobs"
              placeholder="Search by name, path or description"
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search.q ?? ''}
              onChange={({ currentTarget: { value } }) =>
                void navigate({ search: (previous) => withChoice(previous, 'q', value), replace: true })
              }
              flex="1 1 240px"
              type="search"
            />
            <Select
              aria-label="Source"
              placeholder="Any source"
              data={origins}
              value={source ?? null}
              onChange={(value) => void navigate({ search: (previous) => withChoice(previous, 'source', value) })}
              clearable
              w={{ base: 'calc(50% - 6px)', sm: 180 }}
            />
            <Select
              aria-label="Latest result"
              placeholder="Any latest result"
              data={statuses}
              value={status ?? null}
              onChange={(value) => void navigate({ search: (previous) => withChoice(previous, 'status', value) })}
              clearable
              w={{ base: 'calc(50% - 6px)', sm: 180 }}
            />
          </Group>
          {groups.length === 0 && isPartial && <ListSkeleton />}
          {groups.length === 0 && !isPartial && (
            <EmptyState
              icon={<IconSearchOff size={28} />}
              title="No job is like that"
              action={
                <Button variant="light" onClick={() => void navigate({ search: {} })}>
                  Show all jobs
                </Button>
              }
            />
          )}
          {groups.length > 0 && <JobList groups={groups} favourites={favourites} onToggleFavourite={toggle} />}
        </Stack>
      )}
    </>
  );
}

function describe(shown: number, all: number): string {
  return shown === all ? formatCount(all, 'job') : `${shown} of ${formatCount(all, 'job')}`;
}

/** The search with one of its parts set, or taken away: an address holds nothing empty. */
function withChoice(search: JobsSearch, name: keyof JobsSearch, value: string | null): JobsSearch {
  const others = Object.entries(search).filter(([key]) => key !== name);
  return Object.fromEntries(value === null || value === '' ? others : [...others, [name, value]]);
}
