import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultLimits, type RunLimits } from '../../config/run-limits.ts';
import { ensureSnapshots } from '../../runtime/host/isolate/ensure-snapshots.ts';
import { loadTestBundle } from '../../runtime/host/isolate/session.fixture.ts';
import type { SlotOutcome, SlotSupervisor } from '../slot-port.ts';
import { type HostileEnding, hostilePrograms } from './hostile-programs.fixture.ts';
import { createSlotSupervisor } from './slot-supervisor.ts';

const limits: RunLimits = {
  ...defaultLimits,
  heapMb: 48,
  memoryMb: 500,
  cpuMs: 300,
  softTimeMs: 60_000,
  timeMs: 1000,
  logEntries: 1000,
  logBytes: 1_000_000,
  bridgeCalls: 2000,
  bridgeBytes: 2_000_000,
  outputBytes: 100_000,
};

/** Codes of the supervisor, for programs that nothing inside of the process stops. */
const endingsByCode: Readonly<Record<string, HostileEnding>> = {
  JOBWRIGHT_LIMIT_HEAP: 'heap',
  JOBWRIGHT_LIMIT_MEMORY: 'memory',
  JOBWRIGHT_LIMIT_CPU: 'cpu',
  JOBWRIGHT_LIMIT_TIME: 'time',
  JOBWRIGHT_LIMIT_LOG_ENTRIES: 'logEntries',
  JOBWRIGHT_LIMIT_LOG_BYTES: 'logBytes',
  JOBWRIGHT_LIMIT_BRIDGE_CALLS: 'bridgeCalls',
  JOBWRIGHT_LIMIT_BRIDGE_BYTES: 'bridgeBytes',
};

let slots: SlotSupervisor;

beforeAll(async () => {
  const bundle = await loadTestBundle();
  await ensureSnapshots(bundle.file);
  const silent = (): void => undefined;
  slots = await createSlotSupervisor({
    entry: new URL('./hostile-slot.fixture.ts', import.meta.url),
    databaseUrl: '',
    workerNumber: 1,
    pluginUrls: [],
    runtime: { ...bundle, packages: [] },
    slotCount: 2,
    heapMb: limits.heapMb,
    logger: { debug: silent, warn: silent, error: silent },
  });
});
afterAll(() => slots[Symbol.asyncDispose]());

function execute(index: number): Promise<SlotOutcome> {
  return slots.execute({ jobResultId: String(index), workerNumber: 1, limits, secrets: {} });
}

describe.concurrent(
  'a hostile program ends in a way that has a name, and the process around it stays awake',
  { timeout: 120_000 },
  () => {
    test.for([0, 1])('half %i', async (half, { expect }) => {
      const eventLoop = monitorEventLoopDelay({ resolution: 10 });
      eventLoop.enable();
      const surprises: string[] = [];

      for (const [index, { name, endings }] of hostilePrograms.entries()) {
        if (index % 2 !== half) continue;
        const startedAt = performance.now();
        const outcome = await execute(index);
        const ms = performance.now() - startedAt;
        const { code, message } = outcome.kind === 'killed' ? outcome : { code: outcome.kind, message: '' };
        const ending = endingsByCode[code] ?? (code as HostileEnding);
        if (!endings.includes(ending))
          surprises.push(`${name} ended as ${code} after ${Math.round(ms)} ms: ${message}`);
        if (/\/packages\/|node:internal|file:\/\//.test(message))
          surprises.push(`${name} learned of the host: ${message}`);
        if (/"output":"(?:object|function)"/.test(message)) surprises.push(`${name} reached something: ${message}`);
        // The promise is limit + 1 s; what a test machine under load adds is not what is tested.
        if (ms > (limits.timeMs + 1000) * 6) surprises.push(`${name} took ${Math.round(ms)} ms`);
      }

      expect(surprises).toEqual([]);
      // A supervisor that waited for a program would sleep as long as that runs, many times over.
      expect(eventLoop.max / 1e6).toBeLessThan((limits.timeMs + 1000) * 6);
    });
  },
);

test('the corpus is large', () => {
  expect(hostilePrograms.length).toBeGreaterThanOrEqual(80);
});
