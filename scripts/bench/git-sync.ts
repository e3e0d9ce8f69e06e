import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { createRepositoryStore, type RepositoryStore } from '@jobwright/git-sync';
import { createTestFolder, type RepositoryFixture } from '@jobwright/git-sync/testing';
import { changeOneModule, makeRepositories, modulesEach } from './git-sources.ts';
import type { BenchPart, Measurement } from './part.ts';

const AT_ONCE = 4;
const run = promisify(execFile);

/** What syncs of many repositories cost, beside what git alone needs for the same. */
export const part: BenchPart = {
  name: 'git-sync',
  run: async ({ quick, report }) => {
    await using folder = await createTestFolder();
    const count = quick ? 10 : 200;
    report(`making ${count} repositories of ${modulesEach} modules`);
    const sources = await makeRepositories(join(folder.path, 'remotes'), count);
    const store = createRepositoryStore({
      directory: join(folder.path, 'store'),
      policy: { fileRoots: [folder.path] },
      concurrency: { total: AT_ONCE },
    });
    await store.listRefs({ url: sources[0]?.url ?? '' }); // the store looks for git once
    const measurements: Measurement[] = [];
    const measure = async (name: string, reference: Reference): Promise<void> => {
      report(name);
      const ours = await measureAll(sources, async (source) => sync(store, source));
      const bare = await measureAll(sources, reference.run);
      measurements.push(...describe(name, ours, { name: reference.name, cost: bare }));
    };

    const clones = join(folder.path, 'clones');
    await mkdir(clones);
    const cloneOf = (source: RepositoryFixture): string => join(clones, source.directory.split('/').at(-1) ?? '');
    await measure('first sync', {
      name: 'git clone --depth 1',
      run: async (source) => git(clones, 'clone', '--quiet', '--depth=1', source.url, cloneOf(source)),
    });
    await measure('sync without news', {
      name: 'git ls-remote',
      run: async (source) => git(clones, 'ls-remote', source.url, 'HEAD'),
    });
    for (const source of sources) await changeOneModule(source);
    await measure('sync of one changed file', {
      name: 'git fetch --depth 1, git reset',
      run: async (source) => {
        await git(cloneOf(source), 'fetch', '--quiet', '--depth=1');
        await git(cloneOf(source), 'reset', '--quiet', '--hard', 'origin/main');
      },
    });
    await store.close();
    return measurements;
  },
};

interface Reference {
  readonly name: string;
  readonly run: (source: RepositoryFixture) => Promise<void>;
}

interface Cost {
  readonly wallMs: number;
  /** Processor time of this process alone; git's is its own. */
  readonly cpuMs: number;
  readonly longestBlockMs: number;
}

function describe(name: string, cost: Cost, reference: { readonly name: string; readonly cost: Cost }): Measurement[] {
  const measurement = (what: string, key: keyof Cost, target?: Measurement['target']): Measurement => ({
    name: `${name}, ${what}`,
    value: cost[key],
    unit: 'ms',
    reference: { name: reference.name, value: reference.cost[key] },
    ...(target !== undefined && { target }),
  });
  const atMost50 = { of: 'value', atMost: 50 } as const;
  return [
    measurement('each', 'wallMs'),
    measurement('processor time of the server, each', 'cpuMs', name === 'sync without news' ? atMost50 : undefined),
    // Starting a process blocks the loop until the process runs: on a busy machine the reference shows how long that is.
    measurement('longest block of the event loop', 'longestBlockMs', atMost50),
  ];
}

/** Time for all repositories by their number, a few at once. */
async function measureAll(
  sources: readonly RepositoryFixture[],
  action: (source: RepositoryFixture) => Promise<void>,
): Promise<Cost> {
  const eventLoop = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  const started = performance.now();
  eventLoop.enable();
  const queue = sources.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const source of queue) await action(source);
    }),
  );
  eventLoop.disable();
  const { user, system } = process.cpuUsage(cpu);
  return {
    wallMs: (performance.now() - started) / sources.length,
    cpuMs: (user + system) / 1000 / sources.length,
    longestBlockMs: eventLoop.max / 1e6,
  };
}

async function sync(store: RepositoryStore, source: RepositoryFixture): Promise<void> {
  await store.syncRepository({ url: source.url });
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  await run('git', args, {
    cwd,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
}
