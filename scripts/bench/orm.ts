import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as inventory from '@jobwright/inventory';
import { plugin } from '@jobwright/inventory/plugin';
import type { EntityManager } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { defaultLimits } from '../../packages/server/src/config/run-limits.ts';
import { HostModels, loadForeignKeys } from '../../packages/server/src/registry/index.ts';
import { loadRuntimeBundle } from '../../packages/server/src/runtime/bundle/runtime-bundle.ts';
import { createRedaction } from '../../packages/server/src/runtime/host/data/changes/redaction.ts';
import { RunTransaction } from '../../packages/server/src/runtime/host/data/run-transaction.ts';
import { HostUnitOfWork } from '../../packages/server/src/runtime/host/data/unit-of-work.ts';
import { createRuntime } from '../../packages/server/src/runtime/host/isolate/create-runtime.ts';
import { median, type BenchPart, type Measurement } from './part.ts';

/** The program, in both realms: creates devices, reads them back with two joins, changes each, counts. */
const programSource = `async function program(em, models, { count, name }) {
  const { Device, DeviceRole, DeviceType, Site, Status } = models;
  const status = await em.findOneOrFail(Status, { slug: 'planned' });
  const deviceRole = await em.findOneOrFail(DeviceRole, { name: 'Access Switch' });
  const [deviceType] = await em.find(DeviceType, {}, { limit: 1, orderBy: { model: 'asc' } });
  const site = em.create(Site, { name, slug: name, status });
  for (let number = 1; number <= count; number++) {
    em.create(Device, { deviceType, name: name + '-switch' + number, site, status, deviceRole });
  }
  await em.flush();
  em.clear();
  const list = await em.find(Device, { site: site.id }, { populate: ['deviceType.manufacturer'], orderBy: { name: 'asc' } });
  for (const device of list) device.serial = 'S-' + device.name;
  await em.flush();
  const rows = list.map((device) => [device.name, device.deviceType.manufacturer.name, device.deviceType.model].join(','));
  return { rows: rows.length, found: await em.count(Device, { site: { slug: name }, serial: { $like: 'S-%' } }) };
}`;

const jobCode = `
const { Job } = require('@jobwright/sdk');
const models = require('@jobwright/inventory');
${programSource}
exports.OrmBench = class OrmBench extends Job {
  async run() { return program(this.em, models, this.request.bench); }
};`;

type Program = (
  em: EntityManager,
  models: object,
  load: { readonly count: number; readonly name: string },
) => Promise<unknown>;
// The same text for both: neither is compiled another way.
const program = runInThisContext(`(${programSource})`) as Program;

const targets: Readonly<Record<number, number>> = { 100: 1.6, 1000: 1.15 };

/** What the isolate costs the ORM: nothing of the platform around it but the unit of work. */
export const part: BenchPart = {
  name: 'orm',
  run: async ({ platform, quick, report }) => {
    const { databaseUrl } = await platform();
    return measureOrm(databaseUrl, { quick, report });
  },
};

export interface OrmBenchOptions {
  readonly quick: boolean;
  readonly report: (line: string) => void;
}

/** Measures on a database with the inventory's tables and demo data. */
export async function measureOrm(databaseUrl: string, { quick, report }: OrmBenchOptions): Promise<Measurement[]> {
  const orm = await MikroORM.init({ entities: plugin.models.map(({ entity }) => entity), clientUrl: databaseUrl });
  const cacheFolder = await mkdtemp(join(tmpdir(), 'jobwright-bench-orm-'));
  try {
    const bundle = await loadRuntimeBundle({
      modelPackages: [{ name: '@jobwright/inventory', resolveFrom: import.meta.dirname }],
      cacheFolder,
    });
    using runtime = await createRuntime({
      bundleFile: bundle.file,
      useSnapshots: false,
      heapMb: 384,
      poolSize: 1,
    });
    const models = new HostModels(orm, [plugin]);
    const plain = new RunTransaction(orm);
    const foreignKeys = await loadForeignKeys((sql, parameters) => plain.query(sql, parameters));
    const inIsolate = async (count: number, name: string): Promise<{ programMs: number; endMs: number }> => {
      const unit = new HostUnitOfWork({
        orm,
        models,
        foreignKeys,
        redact: createRedaction(new Uint8Array(32)),
        maxObjects: 200_000,
      });
      using session = runtime.openSession({
        code: jobCode,
        filename: 'job:///orm-bench',
        limits: defaultLimits,
        operations: unit.operations,
        onLog: () => undefined,
        onProgress: () => undefined,
      });
      const started = performance.now();
      const outcome = await session.invoke('main', {
        className: 'OrmBench',
        data: {},
        commit: true,
        request: { bench: { count, name } },
        jobResult: {},
      });
      const programMs = performance.now() - started;
      await unit.finish({ commit: true, record: async () => undefined });
      if (outcome.kind !== 'returned') throw new Error(JSON.stringify(outcome));
      return { programMs, endMs: performance.now() - started };
    };
    const unsandboxed = async (count: number, name: string): Promise<number> => {
      const started = performance.now();
      await orm.em.fork().transactional((em) => program(em, inventory, { count, name }));
      return performance.now() - started;
    };
    const measurements: Measurement[] = [];
    const loads = quick
      ? ([
          [10, 1],
          [100, 1],
        ] as const)
      : ([
          [10, 9],
          [100, 9],
          [1000, 7],
          [10_000, 3],
        ] as const);
    for (const [count, repetitions] of loads) {
      report(`${count} objects, ${repetitions} times in each realm`);
      const [programs, ends, references]: [number[], number[], number[]] = [[], [], []];
      for (let index = 0; index <= repetitions; index++) {
        const name = `orm-${count}-${index}-${Date.now()}`;
        const { programMs, endMs } = await inIsolate(count, name);
        const referenceMs = await unsandboxed(count, `${name}-plain`);
        if (index === 0) continue; // warms both
        programs.push(programMs);
        ends.push(endMs);
        references.push(referenceMs);
      }
      const reference = { name: 'same code, unsandboxed', value: median(references) };
      const ratio = targets[count];
      measurements.push(
        {
          name: `${count} objects created, read, updated in an isolate`,
          value: median(programs),
          unit: 'ms',
          reference,
          ...(ratio === undefined ? {} : { target: { of: 'ratio', atMost: ratio } }),
        },
        { name: `the same with change list and commit`, value: median(ends), unit: 'ms', reference },
      );
    }
    return measurements;
  } finally {
    await orm.close(true);
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
