import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultLimits } from '../../config/run-limits.ts';
import type { SlotOutcome, SlotSupervisor } from '../slot-port.ts';
import { createSlotSupervisor } from './slot-supervisor.ts';

let slots: SlotSupervisor;

beforeEach(async () => {
  const silent = (): void => undefined;
  slots = await createSlotSupervisor({
    entry: new URL('./slot-supervisor.fixture.ts', import.meta.url),
    databaseUrl: '',
    workerNumber: 1,
    heapMb: 64,
    pluginUrls: [],
    runtime: { file: '', digest: '', packages: [] },
    slotCount: 2,
    logger: { debug: silent, warn: silent, error: silent },
  });
});

afterEach(() => slots[Symbol.asyncDispose]());

function execute(jobResultId: string, limits: Partial<typeof defaultLimits> = {}): Promise<SlotOutcome> {
  return slots.execute({ jobResultId, workerNumber: 1, limits: { ...defaultLimits, ...limits }, secrets: {} });
}

async function readPid(id: string): Promise<number> {
  const outcome = await execute(id);
  return outcome.kind === 'killed' ? Number(outcome.message) : 0;
}

describe('slots', () => {
  test('are used again, in turn', async () => {
    const pids: number[] = [];
    for (const run of ['pid1', 'pid2', 'pid3', 'pid4']) pids.push(await readPid(run));

    expect(new Set(pids).size).toBe(2);
    expect(pids.slice(2)).toEqual(pids.slice(0, 2));
  });

  test('execute runs at the same time in processes of their own', async () => {
    const waiting = execute('stop-when-asked');

    expect(await execute('finish')).toEqual({ kind: 'finished' });
    slots.cancel('stop-when-asked', 'enough');

    expect(await waiting).toEqual({ kind: 'canceled' });
  });

  test('inherit nothing of the environment', async () => {
    process.env['SECRET_OF_THE_SERVER'] = 'x';

    const outcome = await execute('environment');

    expect(outcome).toMatchObject({ code: 'ENV', message: expect.not.stringMatching(/SECRET|PATH|NODE_OPTIONS/) });
    delete process.env['SECRET_OF_THE_SERVER'];
  });

  test('may not write files, start processes or threads', async () => {
    expect(await execute('permissions')).toMatchObject({ code: 'REFUSED', message: 'write,spawn,thread' });
  });

  test('are killed behind the time limit when nothing inside can stop the job', async () => {
    const outcome = await execute('loop', { timeMs: 300 });

    expect(outcome).toEqual({
      kind: 'killed',
      code: 'JOBWRIGHT_LIMIT_TIME',
      message:
        'The run took longer than the time limit "time" of 300 ms. Do less in one run, or raise meta.timeLimitMs of the job, or limits.timeMs in the configuration. Database changes have been reverted.',
    });
    expect(await execute('finish')).toEqual({ kind: 'finished' });
  });

  test('are killed when their process takes more memory than allowed', async () => {
    const outcome = await execute('allocate', { memoryMb: 300 });

    expect(outcome).toMatchObject({
      code: 'JOBWRIGHT_LIMIT_MEMORY',
      message: expect.stringContaining('the limit "memory" of 300 MB'),
    });
  });

  test('that end by themselves end their run with the reason', async () => {
    expect(await execute('exit')).toMatchObject({
      code: 'JOBWRIGHT_SLOT_CRASHED',
      message: expect.stringContaining('ended unexpectedly (exit code 3)'),
    });
    expect(await execute('abort')).toMatchObject({ code: 'JOBWRIGHT_LIMIT_HEAP' });
    expect(await execute('finish')).toEqual({ kind: 'finished' });
  });

  test('that fail on their own account end their run with what went wrong', async () => {
    expect(await execute('throw')).toEqual({
      kind: 'killed',
      code: 'JOBWRIGHT_SLOT_FAILED',
      message: 'The run could not be executed: The disk is on fire. Database changes have been reverted.',
    });
  });

  test('that are killed from outside end their run, and no other', async () => {
    const other = execute('stop-when-asked');
    const pid = await readPid('pid');
    const doomed = execute('never-stop');
    await delay(50);

    process.kill(pid, 'SIGKILL');

    expect(await doomed).toMatchObject({ code: 'JOBWRIGHT_SLOT_CRASHED', message: expect.stringContaining('SIGKILL') });
    slots.cancel('stop-when-asked', 'enough');
    expect(await other).toEqual({ kind: 'canceled' });
  });

  test('that do not stop on request are killed, and count as canceled', async () => {
    const run = execute('loop');
    await delay(200);

    slots.cancel('loop', 'enough');

    expect(await run).toEqual({ kind: 'canceled' });
    expect(await execute('finish')).toEqual({ kind: 'finished' });
  });

  test('are all killed when the supervisor is disposed of', async () => {
    const run = execute('never-stop');
    await delay(50);

    await slots[Symbol.asyncDispose]();

    expect(await run).toEqual({ kind: 'canceled' });
  });
});
