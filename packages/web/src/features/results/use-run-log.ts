import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { resultQuery } from './api/get-result.ts';
import { useLogView, type LogView } from './api/get-log-view.ts';
import { LogTail, type Progress, type TailSnapshot } from './log-tail.ts';
import { readEvents, type ServerEvent } from './read-events.ts';
import { wholeLog, type LogEntry, type LogFilter } from './utils/log-filter.ts';
import { countLevels, toGroups, type LogGroup } from './utils/log-lines.ts';

const retryMs = 1500;
/** The server is asked when somebody has stopped typing for so long. */
const typingMs = 200;

/** The log of a run, through a filter: what the server counted, and what came since. */
export interface RunLog {
  /** What one wants to see; `view.filter` is what one sees. */
  readonly filter: LogFilter;
  readonly setFilter: (filter: LogFilter) => void;
  /** Undefined: not known yet. */
  readonly view: LogView | undefined;
  readonly groups: readonly LogGroup[];
  /** Entries in all, whatever the filter. */
  readonly count: number;
  /** Sequence number of the last entry. */
  readonly lastSeq: number;
  readonly progress: Progress | undefined;
  /** The connection to a run that goes on is broken. */
  readonly isLost: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Follows a run: the counts of its log and its beginning are asked for, what is scrolled to is paged, and what the run
 * logs from then on comes by its stream.
 */
export function useRunLog(id: string): RunLog {
  const [filter, setFilter] = useState(wholeLog);
  const [settled] = useDebouncedValue(filter, typingMs);
  const { data: view, error, refetch } = useLogView(id, settled);
  const tail = useTail(id, view);
  // The array of entries grows in place: the snapshot is what changes.
  const groups = useMemo(() => (view ? toGroups({ ...view, tail: tail.entries }) : []), [view, tail]);
  return {
    filter,
    setFilter,
    view,
    groups,
    count: useMemo(() => [...countLevels(groups).values()].reduce((sum, count) => sum + count, 0), [groups]),
    lastSeq: tail.lastSeq,
    progress: tail.progress,
    isLost: tail.connection === 'lost',
    error: view ? null : error,
    retry: () => void refetch(),
  };
}

/**
 * What comes of a log behind what is known of it. A connection that breaks, because the server restarts say, is made
 * again behind the last entry that came, so that nothing is missed and nothing comes twice.
 */
function useTail(id: string, view: LogView | undefined): TailSnapshot {
  const client = useQueryClient();
  const tail = useMemo(() => new LogTail(view?.last_seq ?? 0), [view]);
  useEffect(() => {
    if (!view || view.complete) return;
    const leaving = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    const refresh = (): void => void client.invalidateQueries({ queryKey: resultQuery(id).queryKey, exact: true });

    const take = (events: readonly ServerEvent[]): void => {
      for (const { event, data } of events) {
        if (event === 'entry') tail.add(JSON.parse(data) as LogEntry);
        else if (event === 'progress') tail.setProgress(JSON.parse(data) as Progress);
        else if (event === 'status') refresh();
        else if (event === 'end') hasEnded = true;
      }
    };

    const connect = async (): Promise<void> => {
      const url = `/api/extras/job-results/${id}/logs/stream/?after=${tail.lastSeq}`;
      await readEvents(url, {
        signal: leaving.signal,
        onOpen: () => tail.setConnection('open'),
        onEvents: take,
      }).catch(() => undefined); // whatever broke it: the next try says whether the server is there
      if (leaving.signal.aborted) return;
      tail.setConnection(hasEnded ? 'ended' : 'lost');
      if (hasEnded) refresh();
      else retry = setTimeout(() => void connect(), retryMs);
    };
    void connect();
    return () => {
      leaving.abort();
      clearTimeout(retry);
    };
  }, [id, client, tail, view]);
  return useSyncExternalStore(tail.subscribe, tail.getSnapshot);
}
