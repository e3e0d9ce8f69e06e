import { Alert, Badge, Grid, Group, Tabs, Text, VisuallyHidden } from '@mantine/core';
import {
  IconArrowsDiff,
  IconFileImport,
  IconFileText,
  IconList,
  IconPlugOff,
  IconWorldUpload,
} from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { isFinal } from '../../lib/run-status.ts';
import { WayBack } from '../../components/way-back.tsx';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import { useResult, type Result } from './api/get-result.ts';
import { ChangesPanel } from './components/changes-panel.tsx';
import { EffectsPanel } from './components/effects-panel.tsx';
import { LogPanel } from './components/log-panel.tsx';
import { RunActions } from './components/run-actions.tsx';
import { RunError } from './components/run-error.tsx';
import { RunFacts } from './components/run-facts.tsx';
import { RunInput } from './components/run-input.tsx';
import { RunOutput } from './components/run-output.tsx';
import { RunProgress } from './components/run-progress.tsx';
import { PageProblem } from '../../components/page-problem.tsx';
import { isResultTab, type ResultTab } from './result-search.ts';
import { useRunLog, type RunLog } from './use-run-log.ts';
import { showActiveTab } from '../../lib/show-active-tab.ts';

/** One run, live: what it says, what it changed, what it returned. */
export function ResultPage(): ReactNode {
  const { id } = useParams({ from: '/results/$id' });
  // Another result is another page: its log begins anew.
  return <ResultView key={id} id={id} />;
}

function ResultView({ id }: { readonly id: string }): ReactNode {
  const { data: result, error, refetch } = useResult(id);
  const log = useRunLog(id);
  if (error && !result) {
    return <PageProblem title="This result cannot be shown" error={error} onRetry={() => void refetch()} />;
  }
  if (!result) return <ListSkeleton />;
  const isRunning = !isFinal(result.status.value);
  const progress = log.progress ?? result.progress ?? undefined;
  return (
    <>
      <PageHeader
        title={result.name}
        above={<WayBack to="/results">Results</WayBack>}
        badges={<ResultBadges result={result} />}
        actions={<RunActions result={result} />}
      />
      <VisuallyHidden role="status">The run is {result.status.label.toLowerCase()}.</VisuallyHidden>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }} miw={0}>
          {isRunning && log.isLost && (
            <Alert color="yellow" variant="light" mb="md" icon={<IconPlugOff aria-hidden />} role="status">
              The connection to the server is lost. Trying again; nothing will be missed.
            </Alert>
          )}
          {isRunning && progress && (
            <div style={{ marginBottom: '1.25rem' }}>
              <RunProgress progress={progress} />
            </div>
          )}
          {!isRunning && <RunError result={result} />}
          <ResultTabs result={result} log={log} isRunning={isRunning} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <RunFacts result={result} />
        </Grid.Col>
      </Grid>
    </>
  );
}

function ResultTabs({
  result,
  log,
  isRunning,
}: {
  readonly result: Result;
  readonly log: RunLog;
  readonly isRunning: boolean;
}): ReactNode {
  const { tab } = useSearch({ from: '/results/$id' });
  const navigate = useNavigate({ from: '/results/$id' });
  const choose = (value: string | null): void => {
    if (isResultTab(value)) void navigate({ search: { tab: value }, replace: true });
  };
  return (
    <Tabs value={tab ?? likelyTab(result)} onChange={choose} keepMounted={false}>
      <Tabs.List mb="md" ref={showActiveTab}>
        <Tabs.Tab value="log" leftSection={<IconList size={16} aria-hidden />}>
          Log{countText(log.count)}
        </Tabs.Tab>
        <Tabs.Tab value="changes" leftSection={<IconArrowsDiff size={16} aria-hidden />} disabled={isRunning}>
          Changes{countText(result.change_count)}
        </Tabs.Tab>
        {(result.effect_count > 0 || tab === 'effects') && (
          <Tabs.Tab value="effects" leftSection={<IconWorldUpload size={16} aria-hidden />}>
            Effects{countText(result.effect_count)}
          </Tabs.Tab>
        )}
        <Tabs.Tab value="output" leftSection={<IconFileText size={16} aria-hidden />} disabled={isRunning}>
          Output
        </Tabs.Tab>
        <Tabs.Tab value="input" leftSection={<IconFileImport size={16} aria-hidden />}>
          Input
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="log">
        <LogPanel id={result.id} log={log} name={`${result.name}-${result.id.slice(0, 8)}`} isRunning={isRunning} />
      </Tabs.Panel>
      <Tabs.Panel value="changes">
        <ChangesPanel result={result} />
      </Tabs.Panel>
      <Tabs.Panel value="effects">
        <EffectsPanel result={result} />
      </Tabs.Panel>
      <Tabs.Panel value="output">
        <RunOutput result={result} />
      </Tabs.Panel>
      <Tabs.Panel value="input">
        <RunInput result={result} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** What one most likely wants to see: of a dry run, what it would change. */
function likelyTab({ status, commit, change_count }: Result): ResultTab {
  return status.value === 'completed' && !commit && change_count > 0 ? 'changes' : 'log';
}

function countText(count: number): string {
  return count === 0 ? '' : ` ${formatNumber(count)}`;
}

function ResultBadges({ result }: { readonly result: Result }): ReactNode {
  return (
    <Group gap={6}>
      <StatusBadge status={result.status} size="lg" />
      {!result.commit && !result.read_only && (
        <Badge variant="outline" color="gray" size="lg">
          Dry run
        </Badge>
      )}
      {result.duration_ms !== null && (
        <Text span size="sm" c="dimmed" className="tabular">
          {formatDuration(result.duration_ms)}
        </Text>
      )}
    </Group>
  );
}
