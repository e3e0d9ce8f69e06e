import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { addDevices, addEntries, addJobs, addResults, firstRun } from './large-data.ts';
import { median, type BenchPart, type Measurement } from './part.ts';
import { startPlatform, type BenchPlatform } from './platform.ts';

/** What a list that people wait for may take. */
const patienceMs = 300;
/** How much slower a list may get by constraints that limit what is in it. */
const constraintRatio = 1.5;

/** Lists over very many rows: what the server needs until the first page of each is out. */
export const part: BenchPart = {
  name: 'lists',
  run: async ({ quick, report }) => {
    // A platform of its own: a million rows would slow the other parts down.
    await using platform = await startPlatform();
    const client = new Client({ connectionString: platform.databaseUrl });
    await client.connect();
    try {
      const scale = quick ? 0.02 : 1;
      const result = await firstRun(platform);
      report('adding devices, jobs, results and log entries');
      await addDevices(client, 100_000 * scale);
      await addJobs(client, 2_000 * scale);
      await addResults(client, result, 1_000_000 * scale);
      await addEntries(client, result, 100_000 * scale);
      await client.query('vacuum analyze');
      const site = '(select site_id from dcim_device order by created limit 1)';
      const limited = await addLimitedUser(client, 'one site', `'site_id', ${site}`);
      // The name of a site stands in another table, and the user sees none of it.
      const name = `(select name from dcim_site where id = ${site})`;
      const limitedByName = await addLimitedUser(client, 'one name', `'site__name', ${name}`);
      report('asking for the lists');
      return await measureLists(platform, { result, limited, limitedByName, repetitions: quick ? 3 : 15 });
    } finally {
      await client.end();
    }
  },
};

interface ListContext {
  readonly result: string;
  /** Key of a user who may see the devices of one site. */
  readonly limited: string;
  /** The same, by a constraint on what the devices refer to. */
  readonly limitedByName: string;
  readonly repetitions: number;
}

async function measureLists(
  platform: BenchPlatform,
  { result, limited, limitedByName, repetitions }: ListContext,
): Promise<readonly Measurement[]> {
  const time = (path: string, key = platform.token): Promise<number> => measure(platform, { path, key, repetitions });
  const target = { of: 'value', atMost: patienceMs } as const;
  const devices = '/api/dcim/devices/?limit=50';
  const all = await time(devices);
  return [
    { name: '2,000 jobs', value: await time('/api/extras/jobs/?limit=0'), unit: 'ms', target },
    {
      name: 'first page of 1,000,000 results',
      value: await time('/api/extras/job-results/?limit=50&count_limit=10000'),
      unit: 'ms',
      target,
    },
    {
      name: 'timeline over 1,000,000 results',
      value: await time('/api/extras/job-results/timeline/'),
      unit: 'ms',
      target,
    },
    {
      name: 'first page of a log of 100,000 entries',
      value: await time(`/api/extras/job-results/${result}/logs/?limit=1000`),
      unit: 'ms',
      target,
    },
    { name: 'first page of 100,000 devices', value: all, unit: 'ms', target },
    { name: 'search in 100,000 devices', value: await time(`${devices}&q=copy%2099`), unit: 'ms', target },
    {
      name: 'first page of 100,000 devices, limited by a constraint',
      value: await time(devices, limited),
      unit: 'ms',
      reference: { name: 'without constraints', value: all },
      target: { of: 'ratio', atMost: constraintRatio },
    },
    {
      name: 'first page of 100,000 devices, limited by a constraint over a relation',
      value: await time(devices, limitedByName),
      unit: 'ms',
      reference: { name: 'without constraints', value: all },
      target: { of: 'ratio', atMost: constraintRatio },
    },
  ];
}

async function measure(
  { baseUrl }: BenchPlatform,
  { path, key, repetitions }: { readonly path: string; readonly key: string; readonly repetitions: number },
): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < repetitions + 1; index++) {
    const started = performance.now();
    const answer = await fetch(baseUrl + path, { headers: { authorization: `Token ${key}` } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
    if (index > 0) times.push(performance.now() - started); // the first one warms up
  }
  return median(times);
}

/**
 * Adds a user who may see some devices.
 * @param constraint - in SQL: name and value
 * @returns a key of his
 */
async function addLimitedUser(client: Client, username: string, constraint: string): Promise<string> {
  const key = randomBytes(32).toString('hex');
  await client.query(
    `with limited as (
       insert into users_user (id, created, last_updated, username) values (gen_random_uuid(), now(), now(), $3)
       returning id
     ), permission as (
       insert into users_object_permission (id, created, last_updated, name, object_types, actions, constraints)
       select gen_random_uuid(), now(), now(), $3, '{dcim.device}', '{view}', jsonb_build_object(${constraint})
       returning id
     ), granted as (
       insert into users_object_permission_users select permission.id, limited.id from permission, limited
     )
     insert into users_token (id, created, last_updated, user_id, prefix, digest, description)
     select gen_random_uuid(), now(), now(), id, left($1, 8), $2, '' from limited`,
    [key, createHash('sha256').update(key).digest('hex'), username],
  );
  return key;
}
