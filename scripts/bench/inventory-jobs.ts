import { addComponents, Device, DeviceRole, DeviceType, Site, Status } from '@jobwright/inventory';
import { plugin } from '@jobwright/inventory/plugin';
import type { Job } from '@jobwright/sdk';
import { attachJobContext, ModelRegistry } from '@jobwright/sdk/internal';
import { validatedSave } from '@jobwright/sdk/internal/entities';
import { MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { DeviceConnectionsReport } from '../../examples/jobs/device_connections.ts';
import { NewBranch } from '../../examples/jobs/new_branch.ts';
import { median, type BenchPart, type Measurement } from './part.ts';
import type { BenchPlatform } from './platform.ts';

interface RunAnswer {
  readonly job_result: {
    readonly id: string;
    readonly status: { readonly value: string };
    readonly duration_ms: number;
    readonly error: unknown;
  };
}

const targets: Readonly<Record<number, number>> = { 100: 1.6, 1000: 1.15 };
const models = new ModelRegistry(plugin.models as never);

/** The example jobs on the demo inventory: in the isolate, and the very same classes in Node with plain MikroORM. */
export const part: BenchPart = {
  name: 'inventory-jobs',
  run: async ({ platform, quick, report }) => {
    const target = await platform();
    const orm = await MikroORM.init({
      entities: plugin.models.map(({ entity }) => entity),
      clientUrl: target.databaseUrl,
    });
    try {
      const measurements: Measurement[] = [];
      for (const [count, repetitions] of quick
        ? ([
            [10, 1],
            [100, 1],
          ] as const)
        : ([
            [10, 7],
            [100, 7],
            [1000, 5],
            [10_000, 3],
          ] as const)) {
        report(`NewBranch with ${count} switches`);
        measurements.push(await measureNewBranch({ target, orm }, { count, repetitions }));
      }
      for (const count of quick ? [300] : [1000, 5000]) {
        report(`DeviceConnectionsReport on ${count} devices`);
        await addDevices(orm.em.fork(), count);
        measurements.push(await measureReport({ target, orm }, { count, repetitions: quick ? 1 : 5 }));
      }
      return measurements;
    } finally {
      await orm.close();
    }
  },
};

interface Setting {
  readonly target: BenchPlatform;
  readonly orm: MikroORM;
}

interface Load {
  readonly count: number;
  readonly repetitions: number;
}

async function measureNewBranch({ target, orm }: Setting, { count, repetitions }: Load): Promise<Measurement> {
  const switchModel = await orm.em
    .fork()
    .findOneOrFail(DeviceType, { id: { $ne: null } }, { orderBy: { model: 'asc' } });
  const sandboxed: number[] = [];
  const plain: number[] = [];
  // In turns: both meet the same growing tables.
  for (let index = 0; index <= repetitions; index++) {
    const siteName = `Bench ${count} ${index} ${Date.now()}`;
    const data = { siteName, switchCount: count, switchModel: switchModel.id };
    const ms = await runInPlatform(target, 'new_branch/NewBranch', data);
    const plainMs = await runPlain(orm, async (em) => {
      const job = new NewBranch();
      attach(job, em);
      const input = {
        siteName: `${siteName} plain`,
        switchCount: count,
        manufacturer: undefined,
        switchModel: await em.findOneOrFail(DeviceType, switchModel.id),
      };
      await job.run(input);
    });
    if (index === 0) continue; // warms both
    sandboxed.push(ms);
    plain.push(plainMs);
  }
  const ratio = targets[count];
  return {
    name: `NewBranch with ${count} switches, committed`,
    value: median(sandboxed),
    unit: 'ms',
    reference: { name: 'same class, unsandboxed', value: median(plain) },
    ...(ratio === undefined ? {} : { target: { of: 'ratio', atMost: ratio } }),
  };
}

async function measureReport({ target, orm }: Setting, { count, repetitions }: Load): Promise<Measurement> {
  const sandboxed: number[] = [];
  const plain: number[] = [];
  for (let index = 0; index <= repetitions; index++) {
    const ms = await runInPlatform(target, 'device_connections/DeviceConnectionsReport', {});
    const plainMs = await runPlain(orm, async (em) => {
      const job = new DeviceConnectionsReport();
      attach(job, em);
      await job.testConsoleConnection();
      await job.testPowerConnections();
    });
    if (index === 0) continue;
    sandboxed.push(ms);
    plain.push(plainMs);
  }
  return {
    name: `DeviceConnectionsReport on ${count} active devices`,
    value: median(sandboxed),
    unit: 'ms',
    reference: { name: 'same class, unsandboxed, log not stored', value: median(plain) },
  };
}

/** Time from start to end of the run, as the platform recorded it. */
async function runInPlatform(target: BenchPlatform, job: string, data: object): Promise<number> {
  const { job_result: result } = await target.request<RunAnswer>(
    'POST',
    `/api/extras/jobs/local/${job}/run/?wait=300`,
    { data, commit: true },
  );
  // The report fails: half of what it looks at is not connected.
  if (!['completed', 'failed'].includes(result.status.value))
    throw new Error(`${job} is ${result.status.value}: ${JSON.stringify(result.error)}`);
  return result.duration_ms;
}

/** Time of the same work in a transaction of plain MikroORM. */
async function runPlain(orm: MikroORM, work: (em: EntityManager) => Promise<void>): Promise<number> {
  const started = performance.now();
  await orm.em.fork().transactional(work);
  return performance.now() - started;
}

function attach(job: Job, em: EntityManager): void {
  const nothing = () => undefined;
  attachJobContext(job, {
    em,
    models,
    validatedSave: (entities) => validatedSave(entities, { em, models }),
    failed: false,
    request: undefined as never,
    result: undefined as never,
    log: nothing,
    progress: nothing,
    loadFile: () => Promise.reject(new Error('There are no files here.')),
    readPluginSettings: () => Promise.reject(new Error('This is no job of a plugin.')),
    readSecret: () => Promise.reject(new Error('There are no secrets here.')),
  });
}

/** Fills the inventory up to a number of active devices, each with the ports of its type. */
async function addDevices(em: EntityManager, count: number): Promise<void> {
  const active = await em.findOneOrFail(Status, { slug: 'active' });
  const missing = count - (await em.count(Device, { status: active }));
  const deviceType = await em.findOneOrFail(DeviceType, {
    consolePortTemplates: { $some: {} },
    powerPortTemplates: { $some: {} },
  });
  const deviceRole = await em.findOneOrFail(DeviceRole, { name: 'Access Switch' });
  const site = await em.findOneOrFail(Site, { name: { $ne: '' } }, { orderBy: { name: 'asc' } });
  const created = Date.now();
  for (let number = 1; number <= missing; number++) {
    const device = em.create(Device, {
      name: `bench-${created}-${number}`,
      deviceType,
      deviceRole,
      site,
      status: active,
    });
    await addComponents(em, device);
  }
  await em.flush();
}
