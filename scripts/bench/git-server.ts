import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createTestFolder, type RepositoryFixture } from '@jobwright/git-sync/testing';
import { Client } from 'pg';
import { changeOneModule, makeRepositories, modulesEach } from './git-sources.ts';
import type { BenchPart, Measurement } from './part.ts';
import { askForCost, startPlatform, type BenchPlatform } from './platform.ts';
import type { ProcessCost } from './watch-process.ts';

/** What many repositories cost a server: fetched, compiled, described in isolates and stored, as anybody asks for it over REST. */
export const part: BenchPart = {
  name: 'git-server',
  run: async ({ quick, report }) => {
    await using folder = await createTestFolder();
    const count = quick ? 10 : 200;
    report(`making ${count} repositories of ${modulesEach} modules`);
    const sources = await makeRepositories(join(folder.path, 'remotes'), count);
    await using platform = await startServer(folder.path);
    const client = new Client({ connectionString: platform.databaseUrl });
    await client.connect();
    // This process waits for the other one: what holds it up is the machine.
    const idle = monitorEventLoopDelay({ resolution: 1 });
    idle.enable();
    try {
      const measurements: Measurement[] = [];
      const measure = async (name: string, ask: () => Promise<void>): Promise<void> => {
        report(name);
        await platform.cost();
        idle.reset();
        const started = performance.now();
        await ask();
        await waitForSyncs(client);
        const wallMs = performance.now() - started;
        const cost = await platform.cost();
        measurements.push(...describe(name, { wallMs, count, cost, idleBlockMs: idle.max / 1e6 }));
      };

      await measure('first sync', () => addAll(platform, sources));
      await measure('sync without news', () => syncAll(platform, client));
      for (const source of sources) await changeOneModule(source);
      await measure('sync of one changed file', () => syncAll(platform, client));
      return measurements;
    } finally {
      idle.disable();
      await client.end();
    }
  },
};

interface WatchedPlatform extends BenchPlatform {
  /** What the server's process spent since the last call. */
  cost(): Promise<ProcessCost>;
}

async function startServer(folder: string): Promise<WatchedPlatform> {
  const configFile = join(folder, 'jobwright.config.mjs');
  const git = { fileRoots: [await realpath(folder)] };
  await mkdir(join(folder, 'jobs'));
  await writeFile(configFile, `export default ${JSON.stringify({ jobsRoot: './jobs', git })};\n`);
  const platform = await startPlatform({ configFile, preload: join(import.meta.dirname, 'watch-process.ts') });
  return Object.assign(platform, { cost: () => askForCost(platform) });
}

interface PhaseCost {
  readonly wallMs: number;
  readonly count: number;
  readonly cost: ProcessCost;
  readonly idleBlockMs: number;
}

function describe(name: string, { wallMs, count, cost, idleBlockMs }: PhaseCost): Measurement[] {
  const atMost50 = { of: 'value', atMost: 50 } as const;
  const isIdle = name === 'sync without news';
  return [
    { name: `server, ${name}, each`, value: wallMs / count, unit: 'ms' },
    {
      name: `server, ${name}, processor time of the server, each`,
      value: cost.cpuMs / count,
      unit: 'ms',
      ...(isIdle ? { target: atMost50 } : {}),
    },
    {
      name: `server, ${name}, longest block of the event loop`,
      value: cost.longestBlockMs,
      unit: 'ms',
      // Starting git blocks the loop until the program runs: on a busy machine that is up to the machine.
      reference: { name: 'the bench, waiting', value: idleBlockMs },
      target: atMost50,
    },
    { name: `server, ${name}, block of the event loop, p99`, value: cost.blockP99Ms, unit: 'ms' },
  ];
}

/** Adding a repository syncs it. */
async function addAll(platform: BenchPlatform, sources: readonly RepositoryFixture[]): Promise<void> {
  for (const [index, { url }] of sources.entries())
    await platform.request('POST', '/api/extras/git-repositories/', { name: `r${index}`, remote_url: url });
}

async function syncAll(platform: BenchPlatform, client: Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>('select id from extras_git_repository order by slug');
  for (const { id } of rows) await platform.request('POST', `/api/extras/git-repositories/${id}/sync/`);
}

/** Asks the database, so that the server is not measured at answering. */
async function waitForSyncs(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ waiting: number; failed: number }>(
      `select count(*) filter (where status in ('pending', 'running'))::int as waiting,
         count(*) filter (where status not in ('pending', 'running', 'completed'))::int as failed
       from extras_job_result where kind = 'sync'`,
    );
    const [{ waiting, failed } = { waiting: 0, failed: 0 }] = rows;
    if (failed > 0) throw new Error(`${failed} syncs failed.`);
    if (waiting === 0) return;
    await delay(100);
  }
}
