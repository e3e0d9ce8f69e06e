import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/** Channels of PostgreSQL's NOTIFY that the platform uses. The payload of each is the id of a run. */
export const channels = {
  /** Something of a run changed: status, log, progress, change list. */
  run: 'jobwright_run',
  /** A run has its final status. Whatever else changed with it is not told on the other channel too. */
  runOver: 'jobwright_run_over',
  /** Somebody wants a run to be canceled. */
  cancel: 'jobwright_cancel',
} as const;
export type Channel = (typeof channels)[keyof typeof channels];

const firstRetryMs = 50;
const lastRetryMs = 5000;

/**
 * Called with the payload, or with undefined after the connection was lost for a while: something may have been missed,
 * so read everything again.
 */
export type NotificationHandler = (payload: string | undefined) => void;

export interface NotificationsOptions {
  readonly url: string;
  /** Called when the connection is lost, once per loss. */
  readonly onConnectionLost?: (error: Error) => void;
}

/** The one connection of a process that listens, shared by all who want to hear. */
export interface Notifications extends AsyncDisposable {
  subscribe(channel: Channel, handler: NotificationHandler): Disposable;
}

/**
 * Opens the connection and listens on every channel. When it is lost it is opened again, with growing pauses of up to
 * 5 s, for as long as it takes.
 */
export async function openNotifications(options: NotificationsOptions): Promise<Notifications> {
  const handlers = new Map<Channel, Set<NotificationHandler>>(
    Object.values(channels).map((channel) => [channel, new Set()]),
  );
  const closing = new AbortController();
  let client = await listen();

  function publish(payload: string | undefined, channel?: Channel): void {
    for (const [name, subscribers] of handlers) {
      if (channel !== undefined && name !== channel) continue;
      for (const handler of subscribers) handler(payload);
    }
  }

  async function listen(): Promise<Client> {
    const opened = new Client({
      connectionString: options.url,
      application_name: 'jobwright listen',
      keepAlive: true,
    });
    opened.on('notification', ({ channel, payload }) => publish(payload ?? '', channel as Channel));
    await opened.connect();
    let lost = false;
    const onLost = (error: Error): void => {
      if (lost || closing.signal.aborted) return;
      lost = true;
      options.onConnectionLost?.(error);
      void reconnect();
    };
    opened.on('error', onLost);
    opened.on('end', () => onLost(new Error('The database closed the connection.')));
    await opened.query(
      Object.values(channels)
        .map((channel) => `listen ${channel}`)
        .join('; '),
    );
    return opened;
  }

  async function reconnect(): Promise<void> {
    for (let pauseMs = firstRetryMs; !closing.signal.aborted; pauseMs = Math.min(pauseMs * 2, lastRetryMs)) {
      try {
        client = await listen();
        if (closing.signal.aborted) await client.end();
        else publish(undefined);
        return;
      } catch {
        await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  return {
    subscribe: (channel, handler) => {
      // A function of its own per subscription, so that the same handler may subscribe twice.
      const own: NotificationHandler = (payload) => handler(payload);
      handlers.get(channel)?.add(own);
      return { [Symbol.dispose]: () => void handlers.get(channel)?.delete(own) };
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      for (const subscribers of handlers.values()) subscribers.clear();
      await client.end().catch(() => undefined);
    },
  };
}
