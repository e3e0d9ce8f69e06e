import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { SlotOutcome } from '../slot-port.ts';
import { serveSlot } from './serve-slot.ts';

/** A slot process that misbehaves as the id of its run says. Used by the tests beside it. */
const kept: Uint8Array[] = [];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const behaviours: Readonly<Record<string, (canceled: AbortSignal) => Promise<SlotOutcome>>> = {
  finish: async () => ({ kind: 'finished' }),
  pid: async () => ({ kind: 'killed', code: 'PID', message: String(process.pid) }),
  environment: async () => ({ kind: 'killed', code: 'ENV', message: Object.keys(process.env).sort().join() }),
  loop: async () => {
    for (;;);
  },
  allocate: async () => {
    for (;;) {
      kept.push(new Uint8Array(16 * 1024 * 1024).fill(1));
      await pause(5);
    }
  },
  exit: async () => process.exit(3),
  abort: async () => process.abort(),
  permissions: async () => {
    const attempts: Readonly<Record<string, () => unknown>> = {
      write: () => writeFileSync('/tmp/jobwright-slot', ''),
      spawn: () => spawnSync('true'),
      thread: () => new Worker('', { eval: true }),
    };
    const refused = Object.entries(attempts).filter(([, attempt]) => {
      try {
        attempt();
        return false;
      } catch (error) {
        return (error as { code?: string }).code === 'ERR_ACCESS_DENIED';
      }
    });
    return { kind: 'killed', code: 'REFUSED', message: refused.map(([name]) => name).join() };
  },
  throw: async () => {
    throw new Error('The disk is on fire.');
  },
  'stop-when-asked': (canceled) =>
    new Promise((resolve) => {
      canceled.addEventListener('abort', () => resolve({ kind: 'canceled' }));
    }),
  'never-stop': () => new Promise(() => undefined),
};

serveSlot(async () => ({
  execute: async ({ jobResultId }, canceled) => {
    const behaviour = behaviours[jobResultId.replace(/\d+$/, '')];
    if (!behaviour) throw new Error(`There is no behaviour ${jobResultId}.`);
    return behaviour(canceled);
  },
  describe: async () => ({ ok: true, descriptor: { jobs: [] } }),
}));
