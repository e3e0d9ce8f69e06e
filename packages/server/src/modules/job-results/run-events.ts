import { channels, type Notifications } from '../../database/notifications.ts';

/**
 * Tells who watches a run that something of it changed. It never says what: a watcher reads what is new from the
 * database (log entries behind the last sequence number it has, then the result), so it can miss nothing.
 */
export interface RunEvents extends Disposable {
  /**
   * Calls `onChange` after every change of the run, and when changes may have been missed. Read once after
   * subscribing, before the first call.
   */
  subscribe(jobResultId: string, onChange: () => void): Disposable;
}

/** Distributes the notifications of a process to those who watch single runs. */
export function createRunEvents(notifications: Notifications): RunEvents {
  const watchers = new Map<string, Set<() => void>>();
  const subscription = notifications.subscribe(channels.run, (jobResultId) => {
    const sets = jobResultId === undefined ? [...watchers.values()] : [watchers.get(jobResultId) ?? []];
    for (const set of sets) for (const onChange of set) onChange();
  });
  return {
    subscribe: (jobResultId, onChange) => {
      const own = (): void => onChange();
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
      subscription[Symbol.dispose]();
      watchers.clear();
    },
  };
}
