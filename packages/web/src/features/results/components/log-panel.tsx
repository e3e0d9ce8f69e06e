import { ActionIcon, Chip, Group, Switch, Text, TextInput, Tooltip } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { CopyButton } from '../../../components/copy-button.tsx';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { ListSkeleton } from '../../../components/list-skeleton.tsx';
import { download } from '../../../lib/download.ts';
import { formatNumber } from '../../../lib/format.ts';
import { notify } from '../../../lib/notify.ts';
import { getWholeLog } from '../api/get-whole-log.ts';
import type { RunLog } from '../use-run-log.ts';
import { countLevels, levels, logText, toLines } from '../utils/log-lines.ts';
import { LogList } from './log-list.tsx';

/** The log of a run: by method, with counts, filters, and the end in sight while it grows. */
export function LogPanel({
  id,
  log,
  name,
  isRunning,
}: {
  readonly id: string;
  readonly log: RunLog;
  /** For files. */
  readonly name: string;
  readonly isRunning: boolean;
}): ReactNode {
  const { filter, setFilter, groups, view } = log;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [isFollowing, setFollowing] = useState(true);
  // Methods in which the filter finds nothing are out of the way.
  const shown = useMemo(() => groups.filter(({ size }) => size > 0), [groups]);
  const lines = useMemo(() => toLines(shown, closed), [shown, closed]);
  const counts = countLevels(groups);

  const toggle = (group: string): void =>
    setClosed((previous) => {
      const next = new Set(previous);
      if (!next.delete(group)) next.add(group);
      return next;
    });
  const readText = async (): Promise<string> => logText(await getWholeLog(id, log.lastSeq));

  if (log.error) return <ErrorNotice title="The log cannot be shown" error={log.error} onRetry={log.retry} />;
  return (
    <>
      <Group gap="xs" mb="sm" role="search" aria-label="Log">
        <TextInput
          type="search"
          size="xs"
          aria-label="Search the log"
          placeholder="Search messages and objects"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={filter.text}
          onChange={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
          flex="1 1 200px"
        />
        <Chip.Group
          multiple
          value={[...filter.levels]}
          onChange={(chosen: string[]) => setFilter({ ...filter, levels: chosen })}
        >
          <Group gap={4}>
            {levels
              .filter((level) => counts.has(level))
              .map((level) => (
                <Chip key={level} value={level} size="xs" variant="outline">
                  {level} {formatNumber(counts.get(level) ?? 0)}
                </Chip>
              ))}
          </Group>
        </Chip.Group>
        <Group gap={4} ml="auto">
          {isRunning && (
            <Switch
              size="xs"
              label="Follow"
              checked={isFollowing}
              onChange={(event) => setFollowing(event.currentTarget.checked)}
            />
          )}
          <CopyButton text={readText} label="Copy the log" />
          <DownloadButton name={name} readText={readText} />
        </Group>
      </Group>
      {!view ? (
        <ListSkeleton />
      ) : lines.count === 0 ? (
        <Text c="dimmed" size="sm" py="xl" ta="center">
          {describeEmpty(log, isRunning)}
        </Text>
      ) : (
        <LogList
          id={id}
          view={view}
          lines={lines}
          onToggle={toggle}
          isFollowing={isRunning && isFollowing}
          onLeaveEnd={() => setFollowing(false)}
        />
      )}
    </>
  );
}

function DownloadButton({
  name,
  readText,
}: {
  readonly name: string;
  readonly readText: () => Promise<string>;
}): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      download(`${name}.log`, await readText());
    } catch {
      notify({ color: 'red', title: 'The log was not saved', message: 'The connection broke. Try it again.' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Tooltip label="Download the log">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Download the log"
        loading={isBusy}
        onClick={() => void save()}
      >
        <IconDownload size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function describeEmpty({ count }: RunLog, isRunning: boolean): string {
  if (count > 0) return 'No entry is like that.';
  return isRunning ? 'Nothing has been logged yet.' : 'Nothing was logged.';
}
