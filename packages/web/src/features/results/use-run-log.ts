import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { resultQuery } from './api/get-result.ts';
import { LogStore, type LogEntry, type LogSnapshot, type Progress } from './log-store.ts';
import { readEvents, type ServerEvent } from './read-events.ts';

const retryMs = 1500;

/**
 * Follows a run: its log from the beginning, then what comes. A connection that breaks, because the server restarts
 * say, is made again behind the last entry that came, so that nothing is missed and nothing comes twice.
 */
export function useRunStream(id: string): LogSnapshot {
  const client = useQueryClient();
  const [store] = useState(() => new LogStore());
  useEffect(() => {
    const leaving = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = false;
    const refresh = (): void => void client.invalidateQueries({ queryKey: resultQuery(id).queryKey, exact: true });

    const take = (events: readonly ServerEvent[]): void => {
      for (const { event, data } of events) {
        if (event === 'entry') store.add(JSON.parse(data) as LogEntry);
        else if (event === 'progress') store.setProgress(JSON.parse(data) as Progress);
        else if (event === 'status') refresh();
        else if (event === 'end') hasEnded = true;
      }
    };

    const connect = async (): Promise<void> => {
      const url = `/api/extras/job-results/${id}/logs/stream/?after=${store.lastSeq}`;
      await readEvents(url, {
        signal: leaving.signal,
        onOpen: () => store.setConnection('open'),
        onEvents: take,
      }).catch(() => undefined); // whatever broke it: the next try says whether the server is there
      if (leaving.signal.aborted) return;
      store.setConnection(hasEnded ? 'ended' : 'lost');
      if (hasEnded) refresh();
      else retry = setTimeout(() => void connect(), retryMs);
    };
    void connect();
    return () => {
      leaving.abort();
      clearTimeout(retry);
    };
  }, [id, client, store]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}
