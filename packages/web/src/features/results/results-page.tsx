import { Button, Stack } from '@mantine/core';
import { IconListDetails, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { formatCount, formatNumber } from '../../lib/format.ts';
import { resultsQuery } from './api/get-results.ts';
import { ResultFilters } from './components/result-filters.tsx';
import { ResultTable } from './components/result-table.tsx';
import { TimelineChart } from './components/timeline-chart.tsx';

/** All results, newest first, as they come. */
export function ResultsPage(): ReactNode {
  const search = useSearch({ from: '/results' });
  const navigate = useNavigate({ from: '/results' });
  const results = useInfiniteQuery(resultsQuery(search));
  const rows = useMemo(() => results.data?.pages.flatMap((page) => page.results) ?? [], [results.data]);
  const first = results.data?.pages[0];
  const isFiltered = Object.keys(search).length > 0;
  const count = first ? `${first.count_exceeded ? 'More than ' : ''}${formatCount(first.count, 'result')}` : undefined;
  return (
    <>
      <PageHeader title="Results" {...(count === undefined ? {} : { description: count })} />
      <Stack gap="md">
        <TimelineChart />
        <ResultFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
        {results.error && <ErrorNotice error={results.error} onRetry={() => void results.refetch()} />}
        {results.isPending && <ListSkeleton />}
        {first && rows.length === 0 && (isFiltered ? <NothingFound /> : <NothingRun />)}
        {rows.length > 0 && <ResultTable results={rows} />}
        {results.hasNextPage && (
          <Button
            variant="default"
            loading={results.isFetchingNextPage}
            onClick={() => void results.fetchNextPage()}
            style={{ alignSelf: 'center' }}
          >
            Show more: {formatNumber(rows.length)} shown
          </Button>
        )}
      </Stack>
    </>
  );
}

function NothingRun(): ReactNode {
  return (
    <EmptyState
      icon={<IconListDetails size={28} />}
      title="Nothing has run yet"
      action={<LinkButton to="/jobs">Go to the jobs</LinkButton>}
    >
      Each run of a job leaves its result here: what it said, what it changed, what it returned.
    </EmptyState>
  );
}

function NothingFound(): ReactNode {
  return (
    <EmptyState
      icon={<IconSearchOff size={28} />}
      title="No result is like that"
      action={
        <LinkButton to="/results" search={{}} variant="light">
          Show all results
        </LinkButton>
      }
    />
  );
}
