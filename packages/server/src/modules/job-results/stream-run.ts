import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isoSql } from '../../database/iso-sql.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { statusWire } from '../jobs/serialize-job.ts';
import { readLogAfter } from './read-result-parts.ts';
import type { RunEvents } from './run-events.ts';
import { isFinal, type RunStatus } from './run-status.ts';
import { serializeLogEntry } from './serialize-job-result.ts';

/** Entries that are read at once, and so the most that a slow client makes the server hold. */
const batchSize = 500;

/** A comment at this interval shows proxies and clients that the connection lives. */
const heartbeatMs = 15_000;

/** Whether the client may still see the run is asked again when so much time has passed, and something wakes the stream. */
const readmitMs = 1000;

/** Without a notification for this long the database is asked anyway: one may be lost with its connection. */
const pollMs = 5000;

export interface RunStreamOptions {
  readonly pool: Pool;
  readonly runEvents: RunEvents;
  readonly catalog: ModelCatalog;
  readonly baseUrl: string;
  readonly jobResultId: string;
  /** Sequence number of the last entry that the client has; 0: from the beginning. */
  readonly after: number;
  /** Whether the client may see the run, as things are now. */
  readonly maySee: () => Promise<boolean>;
  /** Ends the stream, e.g. when the client goes or the server stops. */
  readonly signal: AbortSignal;
}

/**
 * Writes a run to a client as server-sent events while it happens. Events: `entry` (id = sequence number), `progress`,
 * `status`, and `end` when the run is over and everything was sent. The client's speed sets the pace: nothing is read
 * from the database before what was read is sent. Whoever loses the right to see the run, or the token, loses the stream
 * within seconds.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function streamRun(response: ServerResponse, options: RunStreamOptions): Promise<void> {
  const { pool, jobResultId, signal } = options;
  const wake = createWakeUp();
  using _subscription = options.runEvents.subscribe(jobResultId, wake.ring);
  const writer = createWriter(response, signal);
  const sent = { seq: options.after, status: '', progress: '' };

  let admitted = Date.now();
  await writer.write('retry: 1000\n\n');
  while (!signal.aborted) {
    wake.reset();
    if (Date.now() - admitted >= readmitMs) {
      if (!(await options.maySee())) break;
      admitted = Date.now();
    }
    // The status is read before the entries: when it is final, the entries that follow are all there are.
    const state = await readState(pool, jobResultId);
    if (!state) break;
    await sendEntries(writer, options, sent);
    const progress = JSON.stringify(state.progress);
    if (state.progress !== null && progress !== sent.progress) await writer.event('progress', progress);
    sent.progress = progress;
    const status = JSON.stringify({
      status: statusWire(state.status),
      started: state.started,
      completed: state.completed,
    });
    if (status !== sent.status) await writer.event('status', status);
    sent.status = status;
    if (isFinal(state.status)) {
      await writer.event('end', JSON.stringify({ status: statusWire(state.status), last_seq: sent.seq }));
      break;
    }
    await waitForNews(wake, writer, signal);
  }
}

async function sendEntries(writer: Writer, options: RunStreamOptions, sent: { seq: number }): Promise<void> {
  for (;;) {
    const rows = await readLogAfter(options.pool, options.jobResultId, { after: sent.seq, limit: batchSize });
    if (rows.length === 0) return;
    const text = rows.map(
      (row) => `id: ${row.seq}\nevent: entry\ndata: ${JSON.stringify(serializeLogEntry(options, row))}\n\n`,
    );
    await writer.write(text.join(''));
    sent.seq = rows.at(-1)?.seq ?? sent.seq;
    if (rows.length < batchSize) return;
  }
}

interface RunState {
  readonly status: RunStatus;
  readonly progress: unknown;
  readonly started: string | null;
  readonly completed: string | null;
}

async function readState(pool: Pool, id: string): Promise<RunState | undefined> {
  const { rows } = await pool.query<RunState>({
    name: 'read_run_state',
    text: `select status, progress, ${isoSql('started')} as started, ${isoSql('completed')} as completed
      from extras_job_result where id = $1`,
    values: [id],
  });
  return rows[0];
}

/** Returns when something of the run changed, or may have. */
async function waitForNews(wake: WakeUp, writer: Writer, signal: AbortSignal): Promise<void> {
  const rung = AbortSignal.any([signal, wake.signal()]);
  await delay(pollMs, undefined, { signal: rung, ref: false }).catch(() => undefined);
  if (!signal.aborted && Date.now() - writer.lastWrite() >= heartbeatMs) await writer.write(': still here\n\n');
}

interface WakeUp {
  readonly ring: () => void;
  readonly reset: () => void;
  readonly signal: () => AbortSignal;
}

/** Remembers a call that comes while nobody waits. */
function createWakeUp(): WakeUp {
  let controller = new AbortController();
  return {
    ring: () => controller.abort(),
    reset: () => {
      controller = new AbortController();
    },
    signal: () => controller.signal,
  };
}

interface Writer {
  write(text: string): Promise<void>;
  event(name: string, data: string): Promise<void>;
  /** Milliseconds since the epoch. */
  lastWrite(): number;
}

function createWriter(response: ServerResponse, signal: AbortSignal): Writer {
  let last = Date.now();
  const write = async (text: string): Promise<void> => {
    if (signal.aborted) return;
    last = Date.now();
    // A client that does not read stops us here; the connection's end wakes us through the signal.
    if (!response.write(text)) await once(response, 'drain', { signal }).catch(() => undefined);
  };
  return { write, event: (name, data) => write(`event: ${name}\ndata: ${data}\n\n`), lastWrite: () => last };
}
