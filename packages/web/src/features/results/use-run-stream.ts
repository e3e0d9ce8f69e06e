import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { resultQuery } from './api/get-result.ts';
import { LogStore, type LogEntry, type LogSnapshot, type Progress } from './log-store.ts';

const retryMs = 1500;

/**
 * Follows a run: its log from the beginning, then what comes. A connection that breaks, because the server restarts
 * say, is made again behind the last entry that came, so that nothing is missed and nothing comes twice.
 */
export function useRunStream(id: string): LogSnapshot {
  const client = useQueryClient();
  const [store] = useState(() => new LogStore());
  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => void client.invalidateQueries({ queryKey: resultQuery(id).queryKey, exact: true });

    const connect = (): void => {
      source = new EventSource(`/api/extras/job-results/${id}/logs/stream/?after=${store.lastSeq}`);
      source.addEventListener('open', () => store.setConnection('open'));
      source.addEventListener('entry', ({ data }: MessageEvent<string>) => store.add(JSON.parse(data) as LogEntry));
      source.addEventListener('progress', ({ data }: MessageEvent<string>) =>
        store.setProgress(JSON.parse(data) as Progress),
      );
      source.addEventListener('status', refresh);
      source.addEventListener('end', () => {
        source?.close();
        store.setConnection('ended');
        refresh();
      });
      source.addEventListener('error', () => {
        // The browser would try again by itself, but not after every kind of refusal.
        source?.close();
        store.setConnection('lost');
        retry = setTimeout(connect, retryMs);
      });
    };
    connect();
    return () => {
      source?.close();
      clearTimeout(retry);
    };
  }, [id, client, store]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}
