import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform, superuserToken } from '../support/platform.ts';

/** What is looked for everywhere. The quotes and the umlaut change form in JSON, addresses and Base64. */
const passphrase = 'tulip "horse" bättery-9';
const pin = 84_716_235;
const notes = 'the vault is behind the third painting';
const key = 'zebra-crossing-at-midnight';
const secretKey = Buffer.alloc(32, 7).toString('base64');

let platform: Platform;
const printed: string[] = [];

beforeAll(async () => {
  platform = await Platform.start({
    folder: new URL('./', import.meta.url),
    environment: { JOBWRIGHT_SECRET_KEY: secretKey, LOG_LEVEL: 'trace' },
  });
  for (const stream of [platform.process.stdout, platform.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  }
  const jobs = ['Tells', 'Throws', 'Waits'].map((name) => `local/secrecy/${name}`);
  await platform.request('POST', '/api/extras/secrets/', { name: 'secrecy/key', value: key, jobs });
}, 120_000);
afterAll(() => platform[Symbol.asyncDispose]());

const data = { passphrase, pin, notes, label: 'seen' };

/** The values that a text holds, in whatever form. */
function findValues(text: string): readonly string[] {
  return Object.entries({ passphrase, pin: String(pin), notes, key }).flatMap(([name, value]) => {
    const bytes = Buffer.from(value);
    const forms = {
      plain: value,
      'in JSON': JSON.stringify(value).slice(1, -1),
      'in JSON in JSON': JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1),
      'in an address': encodeURIComponent(value),
      'in Base64': bytes.toString('base64'),
      'in Base64 for addresses': bytes.toString('base64url'),
      'in hexadecimal': bytes.toString('hex'),
    };
    return Object.entries(forms).flatMap(([form, looked]) => (text.includes(looked) ? [`${name} ${form}`] : []));
  });
}

async function query<Row extends object>(sql: string): Promise<readonly Row[]> {
  const client = new Client(platform.database.url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Every row of every table, the queue's and the platform's own, by table. */
async function dumpDatabase(): Promise<ReadonlyMap<string, string>> {
  const tables = await query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname !~ '^pg_' and schemaname <> 'information_schema'`,
  );
  const parts = tables.map(({ name }) => {
    const rows = `select string_agg(to_jsonb(t)::text, E'\n') from ${name} as t`;
    return `select '${name}' as name, coalesce((${rows}), '') as text`;
  });
  const texts = await query<{ name: string; text: string }>(parts.join(' union all '));
  return new Map(texts.map(({ name, text }) => [name, text]));
}

async function findInDatabase(): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const [table, text] of await dumpDatabase()) {
    const values = findValues(text);
    if (values.length > 0) found[table] = values;
  }
  return found;
}

/** All that REST tells of a run. */
async function readEverywhere(id: string): Promise<Record<string, string>> {
  const base = `/api/extras/job-results/${id}/`;
  const paths = [
    base,
    `${base}logs/?limit=0`,
    `${base}logs/stream/`,
    `${base}changes/?limit=0`,
    '/api/extras/job-results/?limit=0',
    '/api/extras/jobs/?limit=0',
    '/api/extras/audit-events/export/',
    '/api/extras/object-changes/export/',
    '/api/extras/workers/',
  ];
  const texts = await Promise.all(
    paths.map(async (path) => {
      const headers = { authorization: `Token ${superuserToken}` };
      return [path, await (await fetch(new URL(path, platform.url), { headers })).text()] as const;
    }),
  );
  return Object.fromEntries(texts);
}

async function findInAnswers(id: string): Promise<Record<string, readonly string[]>> {
  const found = Object.entries(await readEverywhere(id)).map(([path, text]) => [path, findValues(text)] as const);
  return Object.fromEntries(found.filter(([, values]) => values.length > 0));
}

test('the search finds what it looks for', () => {
  const texts = [passphrase, JSON.stringify({ pin }), encodeURIComponent(notes), Buffer.from(key).toString('base64')];

  expect(texts.map((text) => findValues(text).length > 0)).toEqual([true, true, true, true]);
});

describe('sensitive input and secrets, after a run that tells them all', () => {
  test.each([
    ['Tells', false, ['completed', null]],
    ['Throws', true, ['errored', 'Error']],
    ['Collides', true, ['errored', 'UniqueConstraintViolationException']],
  ])('%s: are in no row, in no answer and in no line of the log', async (name, commit, end) => {
    const result = await platform.run(`local/secrecy/${name}`, { data, commit });

    expect([result.status.value, result.error?.name ?? null]).toEqual(end);
    expect(result).toMatchObject({ input_stored: false, data: { label: 'seen' } });
    expect(await findInDatabase()).toEqual({});
    expect(await findInAnswers(result.id)).toEqual({});
    expect(findValues(printed.join(''))).toEqual([]);
  });

  test('what is shown instead tells that something was there', async () => {
    const { id } = await platform.run('local/secrecy/Tells', { data, commit: false });
    const { output } = await platform.result(id);
    const changes = await platform.changes(id);

    expect((await platform.logs(id)).map(({ message }) => message)).toContain('again: [redacted]');
    expect(output).toMatchObject({ byName: { '[redacted]': '[redacted]', pin: '[redacted]' } });
    expect(changes[0]).toMatchObject({
      model: 'dcim.manufacturer',
      fields: { name: { after: expect.stringMatching(/^redacted:/) }, slug: { after: 'told' } },
    });
  });

  test('with a commit, what the job itself stored is where the job stored it, and nowhere else', async () => {
    const result = await platform.run('local/secrecy/Tells', { data, commit: true });

    expect(result.status.value).toBe('completed');
    expect(Object.keys(await findInDatabase())).toEqual(['public.dcim_manufacturer']);
    expect(await findInAnswers(result.id)).toEqual({});
    // Taken away behind the platform's back: its record of the delete would be one of an ordinary field.
    await query(`delete from dcim_manufacturer where slug = 'told'`);
    expect(await findInDatabase()).toEqual({});
  });

  test('sent as a form with a file, they leave nothing either', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(data)) form.set(name, String(value));
    form.set('attachment', new Blob([`${passphrase} ${notes}`]), 'attachment.txt');
    form.set('_commit', 'false');
    form.set('_wait', '30');

    const answer = await platform.request<{ readonly job_result: { readonly id: string } }>(
      'POST',
      '/api/extras/jobs/local/secrecy/Tells/run/',
      form,
    );

    expect(answer.status).toBe(201);
    expect((await platform.waitFor(answer.body.job_result.id)).status.value).toBe('completed');
    expect(await findInDatabase()).toEqual({});
    expect(findValues(printed.join(''))).toEqual([]);
  });

  test('a run that had them cannot be run again', async () => {
    const { id } = await platform.run('local/secrecy/Tells', { data, commit: false });

    const answers = await Promise.all(
      ['present', 'same'].map((code) => platform.request('POST', `/api/extras/job-results/${id}/run-again/`, { code })),
    );

    expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual([
      [409, 'JOBWRIGHT_INPUT_NOT_STORED'],
      [409, 'JOBWRIGHT_INPUT_NOT_STORED'],
    ]);
  });

  test.each([
    { passphrase: { nested: passphrase } },
    { passphrase: [passphrase], pin: passphrase },
    { passphrase, pin: notes },
    { passphrase, notes: { notes }, other: 1 },
  ])('input that is refused is not repeated in the answer: %#', async (wrong) => {
    const answer = await platform.request('POST', '/api/extras/jobs/local/secrecy/Tells/run/', { data: wrong });

    expect(answer.status).toBe(400);
    expect(findValues(JSON.stringify(answer.body))).toEqual([]);
  });
});

describe('while a run goes on', () => {
  test('no process has them in its arguments or its environment, nor a slot the key to the secrets', async () => {
    const { id } = await platform.submit('local/secrecy/Waits', { data });
    while (!(await platform.logs(id)).some(({ message }) => message === 'waiting')) await delay(50);

    const processes = await readDescendants(platform.process.pid ?? 0);
    const inDatabase = await findInDatabase();
    await platform.request('POST', `/api/extras/job-results/${id}/cancel/`);
    await platform.waitFor(id);

    expect(processes.length).toBeGreaterThanOrEqual(2);
    expect(processes.flatMap(({ text }) => findValues(text))).toEqual([]);
    expect(processes.filter(({ text }) => text.includes(secretKey)).map(({ pid }) => pid)).toEqual([
      platform.process.pid,
    ]);
    expect(inDatabase).toEqual({});
  });

  test('a run that is canceled before it starts leaves none', async () => {
    const submit = async (): Promise<string> => (await platform.submit('local/secrecy/Waits', { data })).id;
    // The platform has two slots: the third run has to wait.
    const [first, second, third] = [await submit(), await submit(), await submit()];
    for (const id of [third, first, second]) {
      await platform.request('POST', `/api/extras/job-results/${id}/cancel/`);
    }
    const ends = await Promise.all([first, second, third].map((id) => platform.waitFor(id)));

    expect(ends.map(({ status }) => status.value)).toEqual(['canceled', 'canceled', 'canceled']);
    expect(ends[2]?.error?.message).toMatch(/before it started/);
    expect(await findInDatabase()).toEqual({});
  });
});

describe('a secret', () => {
  test('is not open to other jobs, and they do not learn whether it exists', async () => {
    const result = await platform.run('local/secrecy/Outsider');

    expect(result.error).toMatchObject({
      code: 'JOBWRIGHT_SECRET_UNKNOWN',
      message: expect.stringMatching(/^There is no secret "secrecy\/key" that this job may read\./),
    });
  });
});

interface ProcessText {
  readonly pid: number;
  /** Arguments and environment. */
  readonly text: string;
}

/** A process and all that it has started. */
async function readDescendants(root: number): Promise<readonly ProcessText[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    parents.set(pid, Number(/\) \S (\d+)/.exec(stat)?.[1] ?? 0));
  }
  const isBelow = (pid: number): boolean => pid === root || (pid > 1 && isBelow(parents.get(pid) ?? 0));
  return Promise.all(
    pids.filter(isBelow).map(async (pid) => {
      const texts = await Promise.all(
        ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      );
      return { pid, text: texts.join('\n') };
    }),
  );
}
