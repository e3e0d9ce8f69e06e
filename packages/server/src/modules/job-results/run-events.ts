import { channels, type Notifications } from '../../database/notifications.ts';

/** Something of the run changed; it has its final status; or either of them may have been missed. */
export type RunNews = 'changed' | 'over' | 'missed';

/**
 * Tells who watches a run that something of it changed. It never says what: a watcher reads what is new from the
 * database (log entries behind the last sequence number it has, then the result), so it can miss nothing.
 */
export interface RunEvents extends Disposable {
  /**
   * Calls `onNews` after every change of the run, and when changes may have been missed. Read once after
   * subscribing, before the first call.
   */
  subscribe(jobResultId: string, onNews: (news: RunNews) => void): Disposable;
}

/** Distributes the notifications of a process to those who watch single runs. */
export function createRunEvents(notifications: Notifications): RunEvents {
  const watchers = new Map<string, Set<(news: RunNews) => void>>();
  const tell = (jobResultId: string, news: RunNews): void => {
    for (const onNews of watchers.get(jobResultId) ?? []) onNews(news);
  };
  const changes = notifications.subscribe(channels.run, (jobResultId) => {
    if (jobResultId !== undefined) tell(jobResultId, 'changed');
    else for (const id of watchers.keys()) tell(id, 'missed');
  });
  const ends = notifications.subscribe(channels.runOver, (jobResultId) => {
    if (jobResultId !== undefined) tell(jobResultId, 'over'); // what was missed is told on the other channel
  });
  return {
    subscribe: (jobResultId, onNews) => {
      const own = (news: RunNews): void => onNews(news);
      const set = watchers.get(jobResultId) ?? new Set();
      watchers.set(jobResultId, set.add(own));
      return {
        [Symbol.dispose]: () => {
          set.delete(own);
          if (set.size === 0 && watchers.get(jobResultId) === set) watchers.delete(jobResultId);
        },
      };
    },
    [Symbol.dispose]: () => {
      changes[Symbol.dispose]();
      ends[Symbol.dispose]();
      watchers.clear();
    },
  };
}
