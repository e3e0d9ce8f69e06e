import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultLimits } from '../../../config/run-limits.ts';
import { loadRuntimeBundle } from '../../bundle/runtime-bundle.ts';
import { createLabPackage, labPackageName } from '../../orm-suite/lab-package.ts';
import type { InvocationOutcome } from '../../protocol.ts';
import { createRuntime, type IsolateRuntime } from './create-runtime.ts';
import { ensureSnapshots } from './ensure-snapshots.ts';
import { isolateKindOf } from './isolate-kind.ts';

const modelPackage = createLabPackage();
let runtime: IsolateRuntime;

beforeAll(async () => {
  const bundle = await loadRuntimeBundle({
    modelPackages: [modelPackage],
    cacheFolder: join(modelPackage.resolveFrom, 'cache'),
  });
  await ensureSnapshots(bundle.file);
  runtime = await createRuntime({ bundleFile: bundle.file, heapMb: defaultLimits.heapMb });
});
afterAll(() => {
  runtime[Symbol.dispose]();
  rmSync(modelPackage.resolveFrom, { recursive: true, force: true });
});

async function run(body: string): Promise<InvocationOutcome> {
  const code = `const { Job } = require('@jobwright/sdk'); exports.Example = class extends Job { async run() { ${body} } };`;
  expect(isolateKindOf(code)).toBe('plain');
  using session = runtime.openSession({
    code,
    filename: 'job:///local/example',
    limits: defaultLimits,
    operations: { 'data.find': () => [], 'data.begin': () => ({ id: 1 }), 'data.finish': () => null },
    onLog: () => undefined,
    onProgress: () => undefined,
  });
  return await session.invoke('main', { className: 'Example', data: {}, commit: false, request: {}, jobResult: {} });
}

const returned = (output: unknown) => ({ kind: 'returned', value: { output } });

test('an isolate without models has none to start with, and all the same when a job asks for them', async () => {
  const outcome = await run(`
    const name = ${JSON.stringify(labPackageName)};
    const { Region } = (module => require(module))(name);
    return [(await this.em.find(Region, {})).length, this.em.getMetadata().get(Region).className];`);

  expect(outcome).toEqual(returned([0, 'Region']));
});

test('MikroORM is one for the job, the models and the unit of work', async () => {
  const outcome = await run(`
    const [core, lab] = ['@mikro-orm/core', ${JSON.stringify(labPackageName)}].map((name) => require(name));
    return [this.em instanceof core.EntityManager, core.EntitySchema.REGISTRY.has(lab.Region), require('@jobwright/sdk').Job === Job];`);

  expect(outcome).toEqual(returned([true, true, true]));
});

test('a log entry may name an object of a model', async () => {
  const outcome = await run(`
    const { Region } = ((name) => require(name))(${JSON.stringify(labPackageName)});
    const region = this.em.create(Region, { name: 'north' }, { partial: true, persist: false });
    this.logInfo(region, 'seen');
    return null;`);

  expect(outcome).toEqual(returned(null));
});
