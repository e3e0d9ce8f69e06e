import { Group, Paper, Text, Title } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Link } from '../../../components/link.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { formatDuration } from '../../../lib/format.ts';
import type { Result } from '../api/get-result.ts';
import classes from './run-facts.module.css';

/** Who ran what, when and in which version. */
export function RunFacts({ result }: { readonly result: Result }): ReactNode {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Job', <JobLink key="job" result={result} />],
    ['Asked for', <RelativeTime key="created" time={result.created} />],
    ['By', result.user_name],
    ...(result.started === null ? [] : ([['Began', <RelativeTime key="started" time={result.started} />]] as const)),
    ...(result.duration_ms === null ? [] : ([['Took', formatDuration(result.duration_ms)]] as const)),
    ['Mode', modeOf(result)],
    ...(result.git_commit === null
      ? []
      : ([['Commit', <Copyable key="commit" label="Copy the commit" text={result.git_commit} />]] as const)),
    ...(result.bundle_digest === null
      ? []
      : ([['Version', <Copyable key="digest" label="Copy the version" text={result.bundle_digest} />]] as const)),
    ['Request', <Copyable key="request" label="Copy the id of the request" text={result.request_id} />],
  ];
  return (
    <Paper withBorder p="md" radius="lg" component="aside" aria-label="About this run">
      <Title order={2} size="h5" mb="sm">
        About this run
      </Title>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </Paper>
  );
}

function modeOf({ read_only, commit }: Result): string {
  if (read_only) return 'Only reads';
  return commit ? 'Commits its changes' : 'Dry run: changes nothing';
}

function JobLink({ result }: { readonly result: Result }): ReactNode {
  const [source, module, className] = result.job_path.split('/');
  if (!result.job || source === undefined || module === undefined || className === undefined) return result.job_path;
  return (
    <Link
      to="/jobs/$source/$module/$className"
      params={{ source, module, className }}
      size="sm"
      style={{ overflowWrap: 'anywhere' }}
    >
      {/* A long path breaks where its parts do. */}
      {source}/<wbr />
      {module}/<wbr />
      {className}
    </Link>
  );
}

function Copyable({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  return (
    <Group gap={2} wrap="nowrap" component="span">
      <Text span size="sm" ff="monospace" style={{ whiteSpace: 'nowrap' }}>
        {text.slice(0, 13)}
      </Text>
      <CopyButton text={text} label={label} />
    </Group>
  );
}
