import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { median, type BenchPart, type Measurement } from './part.ts';
import { askForCost, startPlatform, type BenchPlatform } from './platform.ts';

/** Modules that lie beside the one that changes. */
const neighbours = 200;
/** As long as somebody thinks between two changes. */
const pauseMs = 15_000;
const limit = { of: 'value', atMost: 1000 } as const;

/** How long after a file of the jobs folder is saved its new version is what runs: listed, compiled and described in an isolate. */
export const part: BenchPart = {
  name: 'hot-reload',
  run: async ({ quick, report }) => {
    await using platform = await startPlatform({ preload: join(import.meta.dirname, 'watch-process.ts') });
    await using client = await connect(platform.databaseUrl);
    const measurements: Measurement[] = [];
    const measure = async (name: string, beforeMs: number, repetitions: number): Promise<void> => {
      report(name);
      const times: number[] = [];
      const cpu: number[] = [];
      for (let version = 0; version < repetitions; version += 1) {
        await delay(beforeMs);
        await askForCost(platform);
        times.push(await change(platform, client, `${name}, version ${version}`));
        cpu.push((await askForCost(platform)).cpuMs);
      }
      measurements.push(
        { name: `${name}, saved → live, p50`, value: median(times), unit: 'ms', target: limit },
        {
          name: `${name}, saved → live, worst of ${repetitions}`,
          value: Math.max(...times),
          unit: 'ms',
          target: limit,
        },
        { name: `${name}, CPU of the server's process, p50`, value: median(cpu), unit: 'ms' },
      );
    };

    await change(platform, client, 'first');
    await measure('one file of a few', 200, quick ? 3 : 15);
    await measure('one file of a few after 15 s', pauseMs, quick ? 1 : 3);
    report(`writing ${neighbours} modules`);
    for (let index = 0; index < neighbours; index += 1)
      await writeFile(join(platform.jobsRoot, `neighbour_${index}.ts`), moduleText(`Neighbour${index}`, 'one'));
    while ((await client.modules()) < neighbours) await delay(200);
    await measure(`one file of ${neighbours}`, 200, quick ? 3 : 15);
    return measurements;
  },
};

/** Saves the file and gives the time until the list of jobs has what it says now. */
async function change({ jobsRoot }: BenchPlatform, client: JobsClient, description: string): Promise<number> {
  const saved = performance.now();
  await writeFile(join(jobsRoot, 'hot.ts'), moduleText('Hot', description));
  while ((await client.description('local/hot/Hot')) !== description) await delay(5);
  return performance.now() - saved;
}

function moduleText(className: string, description: string): string {
  return `import { Job, StringVar } from '@jobwright/sdk';\nexport class ${className} extends Job {\n  static override meta = { description: '${description}' };\n  name = StringVar({});\n  override run(data: { name: string }): string {\n    return data.name;\n  }\n}\n`;
}

interface JobsClient extends AsyncDisposable {
  description(classPath: string): Promise<string | undefined>;
  modules(): Promise<number>;
}

/** Asks the database, so that the server has nothing to do but what is measured. */
async function connect(url: string): Promise<JobsClient> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    description: async (classPath) => {
      const sql = 'select description from extras_job where class_path = $1 and installed';
      return (await client.query<{ description: string }>(sql, [classPath])).rows[0]?.description;
    },
    modules: async () => {
      const sql = `select count(*)::int as count from extras_job where class_path like 'local/neighbour%' and installed`;
      return (await client.query<{ count: number }>(sql)).rows[0]?.count ?? 0;
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
