import { Client } from 'pg';
import { median, type BenchPart } from './part.ts';
import type { BenchPlatform } from './platform.ts';

interface RunAnswer {
  readonly job_result: {
    readonly id: string;
    readonly status: { readonly value: string };
    readonly duration_ms: number;
  };
}

/** How fast log entries get from a job into the database, beside inserting the same rows from Node. */
export const part: BenchPart = {
  name: 'logs',
  run: async ({ platform, quick, report }) => {
    const target = await platform();
    const count = quick ? 5_000 : 100_000;
    const repetitions = quick ? 1 : 3;
    const perSecond: number[] = [];
    const bare: number[] = [];
    for (let index = 0; index < repetitions; index++) {
      report(`${count} log entries (${index + 1} of ${repetitions})`);
      perSecond.push(await flood(target, count));
      bare.push(await insertRows(target.databaseUrl, count));
    }
    return [
      {
        name: 'log entries per second, job → stored',
        value: median(perSecond),
        unit: '/s',
        reference: { name: 'batched inserts of the same rows', value: median(bare) },
        target: { of: 'value', atLeast: 50_000 },
      },
    ];
  },
};

async function flood(target: BenchPlatform, count: number): Promise<number> {
  const path = '/api/extras/jobs/local/bench/LogFlood/run/?wait=120';
  const { job_result: result } = await target.request<RunAnswer>('POST', path, { data: { count } });
  const logs = await target.request<{ count: number }>('GET', `/api/extras/job-results/${result.id}/logs/?limit=1`);
  if (result.status.value !== 'completed' || logs.count < count)
    throw new Error(`The run is ${result.status.value} with ${logs.count} entries.`);
  return count / (result.duration_ms / 1000);
}

async function insertRows(connectionString: string, count: number): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query('create temporary table bench_log (seq int, time timestamptz, level text, message text)');
    const started = performance.now();
    for (let first = 1; first <= count; first += 1000) {
      const seqs = Array.from({ length: Math.min(1000, count - first + 1) }, (_, index) => first + index);
      await client.query(
        'insert into bench_log select s, now(), $2, m from unnest($1::int[], $3::text[]) as t (s, m)',
        [seqs, 'info', seqs.map((seq) => `Entry ${seq} of ${count}`)],
      );
    }
    return count / ((performance.now() - started) / 1000);
  } finally {
    await client.end();
  }
}
