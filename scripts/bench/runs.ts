import { Logger, run as runWorker } from 'graphile-worker';
import { Client } from 'pg';
import { median, percentile, type BenchPart, type Measurement } from './part.ts';
import type { BenchPlatform } from './platform.ts';

const noOp = 'local/nothing/NoOp';
/** In a module that imports models. */
const noOpWithModels = 'local/bench/NoOp';

interface RunAnswer {
  readonly job_result: { readonly id: string; readonly status: { readonly value: string } };
}

/** What a run costs around its job, beside the bare queue on the same database. */
export const part: BenchPart = {
  name: 'runs',
  run: async ({ platform, quick, report }) => {
    const target = await platform();
    const repetitions = quick ? 20 : 300;
    report(`no-op runs, one after the other (${repetitions})`);
    const latencies = await measureLatencies(target, noOp, repetitions);
    const withModels = await measureLatencies(target, noOpWithModels, repetitions);
    report('no-op runs, many at once');
    // Slots start when they are needed: all of them are there now.
    await throughput(target, noOp, quick ? 10 : 200);
    const perSecond = await throughput(target, noOp, quick ? 50 : 1000);
    const perSecondWithModels = await throughput(target, noOpWithModels, quick ? 50 : 500);
    report('the bare queue');
    const queue = await bareQueue(target.databaseUrl, quick ? 50 : 500);
    return [
      latency('no-op run, POST → completed, p50', [median(latencies), median(queue.latencies)], 20),
      latency('no-op run, POST → completed, p99', [percentile(latencies, 99), percentile(queue.latencies, 99)], 60),
      {
        name: 'no-op runs per second',
        value: perSecond,
        unit: '/s',
        reference: { name: 'graphile-worker alone', value: queue.perSecond },
        target: { of: 'value', atLeast: 100 },
      },
      {
        name: 'no-op run with models at hand, POST → completed, p50',
        value: median(withModels),
        unit: 'ms',
        reference: { name: 'without models', value: median(latencies) },
      },
      {
        name: 'no-op runs with models at hand per second',
        value: perSecondWithModels,
        unit: '/s',
        reference: { name: 'without models', value: perSecond },
      },
    ];
  },
};

function latency(name: string, [value, reference]: readonly [number, number], atMost: number): Measurement {
  return {
    name,
    value,
    unit: 'ms',
    reference: { name: 'graphile-worker alone', value: reference },
    target: { of: 'value', atMost },
  };
}

async function measureLatencies(target: BenchPlatform, job: string, repetitions: number): Promise<readonly number[]> {
  await repeat(20, () => runOne(target, job));
  return repeat(repetitions, () => runOne(target, job));
}

function runPath(job: string): string {
  return `/api/extras/jobs/${job}/run/`;
}

async function runOne(target: BenchPlatform, job: string): Promise<void> {
  const { job_result: result } = await target.request<RunAnswer>('POST', `${runPath(job)}?wait=30`, {});
  if (result.status.value !== 'completed') throw new Error(`A no-op run is ${result.status.value}.`);
}

/** Submits runs as fast as eight clients can, then waits for the last one. */
async function throughput(target: BenchPlatform, job: string, count: number): Promise<number> {
  const started = performance.now();
  let submitted = 0;
  const client = async () => {
    while (submitted < count) {
      submitted += 1;
      await target.request<RunAnswer>('POST', runPath(job), {});
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  // Runs start in the order in which they were asked for: when this one is over, so are the others, or nearly.
  await runOne(target, job);
  return (count + 1) / ((performance.now() - started) / 1000);
}

interface BareQueue {
  readonly latencies: readonly number[];
  readonly perSecond: number;
}

/** In a database of its own: a queue that migrates its tables stops the workers of others in the same database. */
async function bareQueue(platformUrl: string, count: number): Promise<BareQueue> {
  const url = new URL(platformUrl);
  url.pathname = '/bench_queue';
  const connectionString = url.href;
  await execute(platformUrl, 'create database bench_queue');
  const waiting = new Map<number, () => void>();
  const runner = await runWorker({
    connectionString,
    concurrency: 2,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: { nothing: (payload) => waiting.get((payload as { id: number }).id)?.() },
  });
  const runJob = async (id: number) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(id, resolve);
    await runner.addJob('nothing', { id });
    await promise;
  };
  let id = 0;
  const latencies = await repeat(count, () => runJob(id++));
  const started = performance.now();
  await Promise.all(Array.from({ length: count }, () => runJob(id++)));
  const perSecond = count / ((performance.now() - started) / 1000);
  await runner.stop();
  await execute(platformUrl, 'drop database bench_queue with (force)');
  return { latencies, perSecond };
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Milliseconds of each call. */
async function repeat(count: number, action: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    await action();
    times.push(performance.now() - started);
  }
  return times;
}
