import { Logger } from 'graphile-worker';

/** Where the queue's own messages go. */
export interface QueueLogSink {
  debug(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The queue's logger on top of ours; without a sink it is silent. What it calls info is noise to us. */
export function queueLogger(sink?: QueueLogSink): Logger {
  return new Logger(() => (level, message) => {
    if (!sink) return;
    if (level === 'error') sink.error(message);
    else if (level === 'warning') sink.warn(message);
    else sink.debug(message);
  });
}
