import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../../packages/server/src/config/run-limits.ts';
import { loadRuntimeBundle } from '../../packages/server/src/runtime/bundle/runtime-bundle.ts';
import { createCodeCache } from '../../packages/server/src/runtime/host/isolate/code-cache.ts';
import { createRuntime, type IsolateRuntime } from '../../packages/server/src/runtime/host/isolate/create-runtime.ts';
import { ensureSnapshots } from '../../packages/server/src/runtime/host/isolate/ensure-snapshots.ts';
import { loadIsolatedVm } from '../../packages/server/src/runtime/host/isolate/isolated-vm.ts';
import type { IsolateKind } from '../../packages/server/src/runtime/host/isolate/isolate-kind.ts';
import { type IsolateHead, SandboxIsolate } from '../../packages/server/src/runtime/host/isolate/sandbox-isolate.ts';
import { readSnapshot } from '../../packages/server/src/runtime/host/isolate/snapshot-file.ts';
import { median, type BenchPart, type Measurement } from './part.ts';

const serverFolder = join(import.meta.dirname, '../../packages/server');
const { Isolate, Callback } = loadIsolatedVm();

/** What isolates cost: their start with the models of the inventory, and what passes between them and the host. */
export const part: BenchPart = {
  name: 'isolate',
  run: async ({ quick, report }) => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-isolate-'));
    try {
      const bundle = await loadRuntimeBundle({
        modelPackages: [{ name: '@jobwright/inventory', resolveFrom: serverFolder }],
        cacheFolder: folder,
      });
      const problem = await ensureSnapshots(bundle.file);
      if (problem !== undefined) throw new Error(problem);
      report('starts');
      const starts = measureStarts(bundle, quick ? 3 : 30);
      report('calls and log entries');
      using runtime = await createRuntime({ bundleFile: bundle.file, heapMb: defaultLimits.heapMb });
      return [...starts, ...(await measureBridge(runtime, quick ? 5_000 : 100_000))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function measureStarts(
  { code, file }: { readonly code: string; readonly file: string },
  repetitions: number,
): Measurement[] {
  const codeCache = createCodeCache(code);
  const start = (kind: IsolateKind, head: IsolateHead): number =>
    medianMs(repetitions, () => new SandboxIsolate({ kind, heapMb: defaultLimits.heapMb, head }));
  const fromSnapshot = (kind: IsolateKind): number => {
    const snapshot = readSnapshot(file, kind);
    return start(kind, snapshot === undefined ? { code } : { snapshot });
  };
  const bare = medianMs(repetitions, () => {
    const isolate = new Isolate({ memoryLimit: defaultLimits.heapMb });
    isolate.createContextSync();
    return { [Symbol.dispose]: () => isolate.dispose() };
  });
  const reference = { name: 'empty isolate', value: bare };
  return [
    { name: 'isolate start with models, nothing prepared', value: start('models', { code }), unit: 'ms', reference },
    {
      name: 'isolate start with models, code cache',
      value: start('models', { code, codeCache }),
      unit: 'ms',
      reference,
    },
    { name: 'isolate start with models, snapshot', value: fromSnapshot('models'), unit: 'ms', reference },
    { name: 'isolate start without models, snapshot', value: fromSnapshot('plain'), unit: 'ms', reference },
  ];
}

function medianMs(repetitions: number, create: () => Disposable): number {
  const times = Array.from({ length: repetitions }, () => {
    const startedAt = performance.now();
    const created = create();
    const ms = performance.now() - startedAt;
    created[Symbol.dispose]();
    return ms;
  });
  return median(times);
}

async function measureBridge(runtime: IsolateRuntime, count: number): Promise<Measurement[]> {
  const perSecond = async (statement: string): Promise<number> => {
    using session = runtime.openSession({
      code: `const { Job } = require('@jobwright/sdk');
exports.Bench = class Bench extends Job {
  async run() { const start = performance.now(); ${statement} return performance.now() - start; }
};`,
      filename: 'job:///bench',
      limits: defaultLimits,
      operations: { 'source.load': () => 1 },
      onLog: () => undefined,
      onProgress: () => undefined,
    });
    const outcome = await session.invoke('main', {
      className: 'Bench',
      data: {},
      commit: false,
      request: {},
      jobResult: {},
    });
    if (outcome.kind !== 'returned') throw new Error(`The run of the bench did not return: ${JSON.stringify(outcome)}`);
    return (count / (outcome.value as { readonly output: number }).output) * 1000;
  };
  const repeat = `for (let i = 0; i < ${count}; i++)`;
  const reference = { name: 'bare synchronous callback', value: bareCallbacksPerSecond(count) };
  return [
    {
      name: 'awaited host calls',
      value: await perSecond(`${repeat} await this.loadJson('x');`),
      unit: '/s',
      reference,
    },
    {
      name: 'host calls, 100 at a time',
      value: await perSecond(
        `for (let i = 0; i < ${count / 100}; i++) await Promise.all(Array.from({ length: 100 }, () => this.loadJson('x')));`,
      ),
      unit: '/s',
      reference,
    },
    {
      name: 'log entries, job → slot',
      value: await perSecond(`${repeat} this.logInfo('entry ' + i);`),
      unit: '/s',
      reference,
      target: { of: 'value', atLeast: 500_000 },
    },
  ];
}

function bareCallbacksPerSecond(count: number): number {
  const isolate = new Isolate({ memoryLimit: defaultLimits.heapMb });
  const context = isolate.createContextSync();
  context.global.setSync('callback', new Callback(() => 0));
  const startedAt = performance.now();
  context.evalSync(`for (let i = 0; i < ${count}; i++) callback(1, 'entry ' + i);`);
  const ms = performance.now() - startedAt;
  isolate.dispose();
  return (count / ms) * 1000;
}
