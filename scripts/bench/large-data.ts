// Rows by the hundred thousand, made by the database out of one: lists are measured over them.
import type { Client } from 'pg';
import type { BenchPlatform } from './platform.ts';

/** Runs a job once, for a result to make copies of; gives its id. */
export async function firstRun(platform: BenchPlatform): Promise<string> {
  const { job_result: result } = await platform.request<{ readonly job_result: { readonly id: string } }>(
    'POST',
    '/api/extras/jobs/local/bench/LogFlood/run/?wait=60',
    { data: { count: 1 } },
  );
  return result.id;
}

/** Adds copies of the first row of a table that fulfils a condition; `changes` is SQL with `n` for the copy's number. */
async function addCopies(
  client: Client,
  table: string,
  { count, where, changes }: { readonly count: number; readonly where: string; readonly changes: string },
): Promise<void> {
  await client.query(
    `insert into ${table}
     select copy.* from (select original as row from ${table} as original where ${where} limit 1) as picked
     cross join lateral (select (picked.row).*) as source
     cross join generate_series(1, ${Math.round(count)}) as n
     cross join lateral jsonb_populate_record(
       picked.row, jsonb_build_object('id', gen_random_uuid(), ${changes})) as copy`,
  );
}

export function addDevices(client: Client, count: number): Promise<void> {
  // Every tenth stays at the site of the original: the constraint leaves those.
  return addCopies(client, 'dcim_device', {
    count,
    where: 'true',
    changes: `'name', source.name || ' copy ' || n, 'asset_tag', null, 'rack_id', null, 'position', null, 'face', null,
      'primary_ip4_id', null, 'primary_ip6_id', null,
      'site_id', case when n % 10 = 0 then source.site_id else (select id from dcim_site where id <> source.site_id limit 1) end`,
  });
}

export function addJobs(client: Client, count: number): Promise<void> {
  return addCopies(client, 'extras_job', {
    count,
    where: `class_path = 'local/bench/LogFlood'`,
    changes: `'class_path', 'local/bench/Copy' || n, 'class_name', 'Copy' || n, 'name', 'Copy ' || n`,
  });
}

export function addResults(client: Client, result: string, count: number): Promise<void> {
  return addCopies(client, 'extras_job_result', {
    count,
    where: `id = '${result}'`,
    changes: `'created', now() - n * interval '30 seconds'`,
  });
}

export async function addEntries(client: Client, result: string, count: number): Promise<void> {
  await client.query(
    `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
     select $1, n + 1000, now(), 'run', 'info', 'Entry ' || n from generate_series(1, $2::int) as n`,
    [result, Math.round(count)],
  );
}
