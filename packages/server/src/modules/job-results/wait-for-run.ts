import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { RunEvents } from './run-events.ts';
import { isFinal, type RunStatus } from './run-status.ts';

/** A lost notification delays the answer by no more than this. */
const pollMs = 2000;

export interface WaitOptions {
  readonly pool: Pool;
  readonly runEvents: RunEvents;
  readonly timeoutMs: number;
  /** Gives up early, e.g. when the client goes. */
  readonly signal: AbortSignal;
}

/** Waits until a run is over, or the time is. @returns whether it is over */
export async function waitForRun(jobResultId: string, options: WaitOptions): Promise<boolean> {
  const deadline = Date.now() + options.timeoutMs;
  let wake = new AbortController();
  let isOver = false;
  using _subscription = options.runEvents.subscribe(jobResultId, (news) => {
    if (news === 'changed') return;
    isOver ||= news === 'over';
    wake.abort();
  });
  for (;;) {
    wake = new AbortController();
    if (isOver || (await hasEnded(options.pool, jobResultId))) return true;
    const left = deadline - Date.now();
    if (left <= 0 || options.signal.aborted) return isOver;
    const signal = AbortSignal.any([wake.signal, options.signal]);
    await delay(Math.min(left, pollMs), undefined, { signal }).catch(() => undefined);
  }
}

async function hasEnded(pool: Pool, jobResultId: string): Promise<boolean> {
  const { rows } = await pool.query<{ status: RunStatus }>({
    name: 'read_run_status',
    text: 'select status from extras_job_result where id = $1',
    values: [jobResultId],
  });
  const status = rows[0]?.status;
  return status === undefined || isFinal(status);
}
