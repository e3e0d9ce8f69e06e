import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { defaultLimits } from '../../config/run-limits.ts';
import { loadRuntimeBundle } from '../bundle/runtime-bundle.ts';
import { createRuntime } from '../host/isolate/create-runtime.ts';
import type { HostUnitOfWork } from '../host/data/unit-of-work.ts';
import type { PlainError } from '../protocol.ts';
import { createLabPackage, labPackageName } from './lab-package.ts';

/** The suite's behaviours as a job module, in real isolates with the suite's models. Dispose of it to free them. */
export interface LabIsolate extends AsyncDisposable {
  /** Runs one behaviour as the `run` of a job. The unit of work stays open. */
  run(group: string, index: number, unit: HostUnitOfWork): Promise<unknown>;
}

/** The job: which behaviour it is comes with the request. */
const jobSource = `
import { Job } from '@jobwright/sdk';
import { bounded, ofIsolates, shared } from './behaviours/index.ts';
export class Behaviour extends Job {
  async run() {
    const [group, index] = this.request.behaviour;
    const value = await { ...shared, bounded, ofIsolates }[group][index].run(this.em, this);
    // A flush that failed on purpose would be tried again at the end of the run.
    this.em.clear();
    return value;
  }
}`;

export async function createLabIsolate(): Promise<LabIsolate> {
  const modelPackage = createLabPackage();
  const bundle = await loadRuntimeBundle({
    modelPackages: [modelPackage],
    cacheFolder: join(modelPackage.resolveFrom, 'cache'),
  });
  const runtime = await createRuntime({ bundleFile: bundle.file, useSnapshots: false, heapMb: 384 });
  const code = await buildJob();
  return {
    run: async (group, index, unit) => {
      using session = runtime.openSession({
        code,
        filename: 'job:///behaviours',
        limits: defaultLimits,
        operations: unit.operations,
        onLog: () => undefined,
        onProgress: () => undefined,
      });
      const outcome = await session.invoke('main', {
        className: 'Behaviour',
        data: {},
        commit: true,
        request: { behaviour: [group, index] },
        jobResult: {},
      });
      if (outcome.kind === 'threw') throw asError(outcome.error);
      if (outcome.kind === 'limit') throw new Error(outcome.message);
      return (outcome.value as { readonly output: unknown }).output;
    },
    [Symbol.asyncDispose]: async () => {
      runtime[Symbol.dispose]();
      await rm(modelPackage.resolveFrom, { recursive: true, force: true });
    },
  };
}

/** The models come from the runtime, as they do for every job. */
async function buildJob(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: jobSource, resolveDir: import.meta.dirname, sourcefile: 'behaviours-job.ts', loader: 'ts' },
    absWorkingDir: import.meta.dirname,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2024',
    keepNames: true,
    external: ['@jobwright/sdk', '@mikro-orm/core', labPackageName],
    plugins: [
      {
        name: 'models-of-the-runtime',
        setup: (bundler) => {
          bundler.onResolve({ filter: /\/models\.ts$/ }, () => ({ path: labPackageName, external: true }));
        },
      },
    ],
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

function asError({ name, message, stack }: PlainError): Error {
  const error = new Error(`${name}: ${message}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}
