import { ActionIcon, Chip, Group, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { CopyButton } from '../../../components/copy-button.tsx';
import { download } from '../../../lib/download.ts';
import { formatNumber } from '../../../lib/format.ts';
import type { LogSnapshot } from '../log-store.ts';
import { groupEntries, levels, logText, toLines, type LogGroup } from '../utils/log-lines.ts';
import { LogList } from './log-list.tsx';

/** The log of a run: by method, with counts, filters, and the end in sight while it grows. */
export function LogPanel({
  log,
  name,
  isRunning,
}: {
  readonly log: LogSnapshot;
  /** For files. */
  readonly name: string;
  readonly isRunning: boolean;
}): ReactNode {
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [isFollowing, setFollowing] = useState(true);
  const sought = useDeferredValue(text);
  // The array of entries grows in place: the snapshot is what changes.
  const groups = useMemo(() => groupEntries(log.entries, { levels: wanted, text: sought }), [log, wanted, sought]);
  const lines = useMemo(() => toLines(groups, closed), [groups, closed]);
  const counts = totals(groups);

  const toggle = (group: string): void =>
    setClosed((previous) => {
      const next = new Set(previous);
      if (!next.delete(group)) next.add(group);
      return next;
    });

  return (
    <>
      <Group gap="xs" mb="sm" role="search" aria-label="Log">
        <TextInput
          type="search"
          size="xs"
          aria-label="Search the log"
          placeholder="Search messages and objects"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          flex="1 1 200px"
        />
        <Chip.Group multiple value={[...wanted]} onChange={setWanted}>
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
          <CopyButton text={() => logText(log.entries)} label="Copy the log" />
          <Tooltip label="Download the log">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Download the log"
              onClick={() => download(`${name}.log`, logText(log.entries))}
            >
              <IconDownload size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <LogList
        lines={lines}
        onToggle={toggle}
        isFollowing={isRunning && isFollowing}
        onLeaveEnd={() => setFollowing(false)}
        emptyText={describeEmpty(log, isRunning)}
      />
    </>
  );
}

function totals(groups: readonly LogGroup[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const [level, count = 0] of Object.entries(group.counts)) {
      counts.set(level, (counts.get(level) ?? 0) + count);
    }
  }
  return counts;
}

function describeEmpty(log: LogSnapshot, isRunning: boolean): string {
  if (log.entries.length > 0) return 'No entry is like that.';
  if (log.connection === 'connecting') return 'Loading…';
  return isRunning ? 'Nothing has been logged yet.' : 'Nothing was logged.';
}
