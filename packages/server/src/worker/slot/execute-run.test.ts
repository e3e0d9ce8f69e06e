import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultLimits, type RunLimits } from '../../config/run-limits.ts';
import { type Database, openDatabase } from '../../database/orm.ts';
import { loadRuntimeBundle } from '../../runtime/bundle/runtime-bundle.ts';
import type { ModelPackage } from '../../runtime/bundle/runtime-packages.ts';
import { createRuntime, type IsolateRuntime } from '../../runtime/host/isolate/create-runtime.ts';
import { LocalServer } from '../../runtime/host/http/http-calls.fixture.ts';
import { createLabDatabase, type LabDatabase, labPlugin } from '../../runtime/orm-suite/lab-database.ts';
import { createLabPackage, labPackageName } from '../../runtime/orm-suite/lab-package.ts';
import type { RunAssignment, SlotOutcome } from '../slot-port.ts';
import { createRunExecutor, type RunExecutor } from './execute-run.ts';

let lab: LabDatabase;
let modelPackage: ModelPackage;
let database: Database;
let runtime: IsolateRuntime;
let executor: RunExecutor;
let workerNumber: number;

beforeAll(async () => {
  lab = await createLabDatabase();
  modelPackage = createLabPackage();
  database = await openDatabase({ url: lab.url, plugins: [labPlugin], maxConnections: 3 });
  const bundle = await loadRuntimeBundle({
    modelPackages: [modelPackage],
    cacheFolder: join(modelPackage.resolveFrom, 'cache'),
  });
  runtime = await createRuntime({ bundleFile: bundle.file, heapMb: 256 });
  executor = await createRunExecutor({ database, runtime, operationsOf: () => ({}) });
  const [worker] = await lab.query<{ number: number }>(
    `insert into extras_worker (hostname, pid, slots, version, started) values ('test', 1, 1, '0', now()) returning number`,
  );
  workerNumber = worker!.number;
});
afterAll(async () => {
  runtime[Symbol.dispose]();
  await database[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
  rmSync(modelPackage.resolveFrom, { recursive: true, force: true });
});
beforeEach(() => lab.seed());

const userId = randomUUID();
const requestId = randomUUID();

interface RunOptions {
  readonly commit?: boolean;
  readonly readOnly?: boolean;
  readonly input?: object;
  readonly limits?: Partial<RunLimits>;
  readonly secrets?: RunAssignment['secrets'];
  readonly signal?: AbortSignal;
  readonly egress?: RunAssignment['egress'];
}

interface FinishedRun {
  readonly outcome: SlotOutcome;
  readonly id: string;
  readonly status: string;
  readonly output: unknown;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly code?: string;
    readonly stack?: string;
  } | null;
  readonly changesCommitted: boolean;
  readonly changeCount: number;
  readonly changeDigest: string;
  readonly summary: { readonly groups: readonly object[]; readonly total: number };
  /** `group level message`, in order. */
  readonly log: readonly string[];
  /** `action model display`, in order. */
  readonly changes: readonly string[];
}

/** Submits a class body as a job, as the compiler would, and executes it. */
async function run(body: string, options: RunOptions = {}): Promise<FinishedRun> {
  const source = [
    `import { AbortJob, Job, ObjectVar } from '@jobwright/sdk';`,
    `import { Device, Site, Tag } from '${labPackageName}';`,
    `import { UniqueConstraintViolationException } from '@mikro-orm/core';`,
    `export class TestJob extends Job {`,
    body,
    `}`,
  ].join('\n');
  const id = await submit(source, options);
  const outcome = await executor.execute(
    {
      jobResultId: id,
      workerNumber,
      limits: { ...defaultLimits, ...options.limits },
      secrets: options.secrets ?? {},
      ...(options.egress ? { egress: options.egress } : {}),
    },
    options.signal ?? new AbortController().signal,
  );
  return { outcome, id, ...(await readRun(id)) };
}

async function submit(source: string, { commit = true, readOnly = false, input = {} }: RunOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, sourcefile: 'test_job.ts', loader: 'ts' },
    bundle: true,
    write: false,
    outfile: 'out.js',
    format: 'cjs',
    platform: 'neutral',
    target: 'es2024',
    keepNames: true,
    sourcemap: 'external',
    external: ['@jobwright/sdk', '@mikro-orm/core', labPackageName],
  });
  const text = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  const digest = randomUUID().replaceAll('-', '').padEnd(64, '0');
  await lab.query(
    `insert into extras_job_bundle (digest, code, source_map, inputs, data_files, created) values ($1, $2, $3, '[]', '{}', now())`,
    [digest, text('out.js'), text('.map')],
  );
  await lab.query(
    `insert into users_user (id, created, last_updated, username) values ($1, now(), now(), 'ada') on conflict do nothing`,
    [userId],
  );
  const id = randomUUID();
  const request = {
    id: requestId,
    user: { id: userId, username: 'ada', email: '', isSuperuser: true },
    headers: {},
    origin: 'api',
  };
  await lab.query(
    `insert into extras_job_result (id, created, last_updated, job_path, job_name, status, commit, read_only, singleton, input,
       input_stored, user_id, user_name, request_id, request, bundle_digest, worker_id, started)
     values ($1, now(), now(), 'local/test_job/TestJob', 'Test', 'running', $2, $3, false, $4, true, $5, 'ada', $6, $7, $8, $9, now())`,
    [id, commit, readOnly, JSON.stringify(input), userId, requestId, JSON.stringify(request), digest, workerNumber],
  );
  return id;
}

async function readRun(id: string): Promise<Omit<FinishedRun, 'outcome' | 'id'>> {
  const [row] = await lab.query<Record<string, unknown>>('select * from extras_job_result where id = $1', [id]);
  const log = await lab.query<{ line: string }>(
    `select grouping || ' ' || level || ' ' || message as line from extras_log_entry where job_result_id = $1 order by seq`,
    [id],
  );
  const changes = await lab.query<{ line: string }>(
    `select action || ' ' || model || ' ' || display as line from extras_change_entry where job_result_id = $1 order by seq`,
    [id],
  );
  return {
    status: row!['status'] as string,
    output: row!['output'],
    error: row!['error'] as FinishedRun['error'],
    changesCommitted: row!['changes_committed'] as boolean,
    changeCount: row!['change_count'] as number,
    changeDigest: row!['change_digest'] as string,
    summary: row!['log_summary'] as FinishedRun['summary'],
    log: log.map(({ line }) => line),
    changes: changes.map(({ line }) => line),
  };
}

async function tags(): Promise<string[]> {
  return (await lab.query<{ name: string }>('select name from lab_tag order by name')).map(({ name }) => name);
}

const create = (name: string): string => `await this.validatedSave(this.em.create(Tag, { name: '${name}' }));`;

describe('a run that commits', () => {
  test('is completed, and its object, output, change list and audit record are there', async () => {
    const result = await run(`async run() { ${create('new')} this.logSuccess('Done'); return 'a,b'; }`);

    expect(result).toMatchObject({
      outcome: { kind: 'finished' },
      status: 'completed',
      output: 'a,b',
      error: null,
      changesCommitted: true,
      changeCount: 1,
      log: ['run success Done'],
      changes: ['create lab.tag new'],
      summary: { total: 1 },
    });
    expect(result.changeDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(await tags()).toEqual(['blue', 'green', 'new', 'red']);
    expect(
      await lab.query(
        `select action, changed_object_type, object_repr, user_name, user_id, request_id, fields ->> 'name' as name
         from extras_object_change where job_result_id = $1`,
        [result.id],
      ),
    ).toEqual([
      {
        action: 'create',
        changed_object_type: 'lab.tag',
        object_repr: 'new',
        user_name: 'ada',
        user_id: userId,
        request_id: requestId,
        name: '{"after": "new"}',
      },
    ]);
  });

  test('that logs a failure is failed, commits all the same, and runs the tests that are left', async () => {
    const result = await run(`
      async run() { ${create('new')} this.logFailure('Not good'); }
      async testMore() { this.logInfo('More'); }`);

    expect(result).toMatchObject({
      status: 'failed',
      error: null,
      changesCommitted: true,
      log: ['run failure Not good', 'testMore info More'],
    });
    expect(await tags()).toContain('new');
  });

  test('without changes is completed', async () => {
    const result = await run(`async run() { return { count: await this.em.count(Tag) }; }`);

    expect(result).toMatchObject({ status: 'completed', output: { count: 3 }, changeCount: 0, log: [], changes: [] });
  });

  test('goes on after a violated constraint that it caught in a transaction', async () => {
    const result = await run(`
      async run() {
        try {
          await this.em.transactional(async () => { ${create('red')} });
        } catch (error) {
          if (!(error instanceof UniqueConstraintViolationException)) throw error;
          this.logWarning('There is one already');
        }
        ${create('after')}
      }`);

    expect(result).toMatchObject({
      status: 'completed',
      log: ['run warning There is one already'],
      changes: ['create lab.tag after'],
    });
    expect(await tags()).toEqual(['after', 'blue', 'green', 'red']);
  });

  test('keeps characters that PostgreSQL cannot store out of its output', async () => {
    const result = await run(`async run() { return { text: 'a\\u0000b\\ud800', plain: '\\\\u0000' }; }`);

    expect(result).toMatchObject({
      status: 'completed',
      output: { text: 'a\u{FFFD}b\u{FFFD}', plain: String.raw`\u0000` },
    });
  });
});

describe('a dry run', () => {
  test('leaves no object and no audit record, and says so; log and change list stay', async () => {
    const result = await run(`async run() { ${create('new')} this.logSuccess('Done'); }`, { commit: false });

    expect(result).toMatchObject({
      status: 'completed',
      changesCommitted: false,
      changeCount: 1,
      log: ['run success Done', 'run info Database changes have been reverted: this was a dry run.'],
      changes: ['create lab.tag new'],
    });
    expect(await tags()).toEqual(['blue', 'green', 'red']);
    expect(await lab.query('select 1 from extras_object_change where job_result_id = $1', [result.id])).toEqual([]);
  });

  test('finds the constraint that the real run would violate', async () => {
    const body = `async run() { ${create('red')} }`;
    const [dry, real] = [await run(body, { commit: false }), await run(body, { commit: true })];

    expect(dry.status).toBe('errored');
    expect(dry.error).toMatchObject({
      name: 'UniqueConstraintViolationException',
      message:
        'duplicate key value violates unique constraint "lab_tag_name_unique"\n - detail: Key (name)=(red) already exists.',
    });
    expect(real.error?.message).toBe(dry.error?.message);
  });
});

describe('a run that throws', () => {
  test('is errored and leaves nothing; the log has type, message and place in the source', async () => {
    const result = await run(`
      async run() { ${create('new')} await this.em.flush(); this.fail(); }
      fail() { throw new TypeError('No such port'); }
      async testLater() { this.logInfo('never'); }`);

    expect(result.status).toBe('errored');
    expect(result.error).toMatchObject({ name: 'TypeError', message: 'No such port' });
    expect(result.error?.stack).toContain('test_job.ts:7:');
    expect(result.error?.stack).not.toContain('runtime:///');
    expect(result.log).toHaveLength(2);
    expect(result.log[0]).toMatch(/^run failure \*\*TypeError\*\*: No such port\n\n```text\n {4}at .*test_job\.ts:7:/);
    expect(result.log[1]).toBe('run info Database changes have been reverted because of the error.');
    expect(result).toMatchObject({ changesCommitted: false, changes: ['create lab.tag new'] });
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });

  test('an AggregateError is shown with those that it stands for, each with its place', async () => {
    const result = await run(`
      async run() { await Promise.any([this.fail('no core1'), this.fail('no core2')]); }
      async fail(message) { await null; throw new RangeError(message, { cause: new TypeError('timed out') }); }`);

    const inner = {
      name: 'RangeError',
      stack: expect.stringContaining('test_job.ts:7:'),
      cause: { message: 'timed out' },
    };
    expect(result.error).toMatchObject({
      name: 'AggregateError',
      errors: [
        { ...inner, message: 'no core1' },
        { ...inner, message: 'no core2' },
      ],
    });
    expect(result.log[0]).toMatch(
      /^run failure \*\*AggregateError\*\*: .*Error 1 of 2 RangeError: no core1\n {4}at .*test_job\.ts:7:.*Caused by TypeError: timed out\n.*Error 2 of 2 RangeError: no core2/s,
    );
  });

  test('AbortJob is failed with its message and no stack, and leaves nothing', async () => {
    const result = await run(`async run() { ${create('new')} throw new AbortJob('The file has no rows.'); }`);

    expect(result).toMatchObject({
      status: 'failed',
      error: { name: 'AbortJob', message: 'The file has no rows.', code: 'JOBWRIGHT_JOB_ABORTED' },
      log: [
        'run failure The file has no rows.',
        'run info Database changes have been reverted because the job was aborted.',
      ],
    });
    expect(result.error).not.toHaveProperty('stack');
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });

  test('because an object of its input is gone is errored in the group initialization, without being called', async () => {
    const result = await run(`site = ObjectVar({ model: Site }); async run() { this.logInfo('never'); }`, {
      input: { site: randomUUID() },
    });

    expect(result.status).toBe('errored');
    expect(result.log).toHaveLength(1);
    expect(result.log[0]).toMatch(/^initialization failure /);
    expect(result.error?.code).toBe('JOBWRIGHT_INPUT_OBJECT_MISSING');
  });

  test('whose code is gone is errored with what to do', async () => {
    const id = await submit('export class TestJob {}', {});
    await lab.query(`update extras_job_result set bundle_digest = 'none' where id = $1`, [id]);

    await executor.execute(
      { jobResultId: id, workerNumber, limits: defaultLimits, secrets: {} },
      new AbortController().signal,
    );

    expect(await readRun(id)).toMatchObject({ status: 'errored', error: { code: 'JOBWRIGHT_BUNDLE_MISSING' } });
  });
});

describe('postRun', () => {
  test('runs last, knows how the run ended, and has a unit of work of its own', async () => {
    const result = await run(`
      async run() { ${create('first')} return 7; }
      async postRun() { ${create('second')} this.logInfo(\`\${this.failed} \${this.result.status} \${this.result.output}\`); }`);

    expect(result).toMatchObject({
      status: 'completed',
      log: ['postRun info false completed 7'],
      changes: ['create lab.tag first', 'create lab.tag second'],
      changeCount: 2,
    });
    expect(
      await lab.query('select seq, phase from extras_change_entry where job_result_id = $1 order by seq', [result.id]),
    ).toEqual([
      { seq: 1, phase: 'run' },
      { seq: 2, phase: 'postRun' },
    ]);
    expect(await tags()).toEqual(['blue', 'first', 'green', 'red', 'second']);
  });

  test('runs after an error, and its writes stay', async () => {
    const result = await run(`
      async run() { throw new Error('no'); }
      async postRun() { ${create('second')} this.logInfo(\`\${this.failed} \${this.result.status} \${this.result.error.message}\`); }`);

    expect(result.status).toBe('errored');
    expect(result.log.at(-1)).toBe('postRun info true errored no');
    expect(await tags()).toContain('second');
  });

  test('that throws makes the run errored; what run() committed stays', async () => {
    const result = await run(`
      async run() { ${create('first')} }
      async postRun() { ${create('second')} throw new Error('too late'); }`);

    expect(result).toMatchObject({ status: 'errored', error: { message: 'too late' }, changesCommitted: true });
    expect(result.log.slice(1)).toEqual([
      'postRun info Database changes have been reverted because of the error.',
      'postRun info What run() had committed before stays.',
    ]);
    expect(await tags()).toEqual(['blue', 'first', 'green', 'red']);
  });

  test('obeys the dry run', async () => {
    await run(`async postRun() { ${create('second')} }`, { commit: false });

    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });
});

describe('a job that only reads', () => {
  test('has its writes rolled back, without a word about it', async () => {
    const result = await run(`async run() { ${create('new')} this.logInfo('Looked'); }`, {
      readOnly: true,
      commit: true,
    });

    expect(result).toMatchObject({ status: 'completed', changesCommitted: false, log: ['run info Looked'] });
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });
});

describe('limits', () => {
  test('on changed objects end the run, even if the job catches the error', async () => {
    const result = await run(
      `async run() { try { for (let i = 0; i < 10; i++) { ${create('t${i}').replace("'t${i}'", '`t${i}`')} await this.em.flush(); } } catch {} }`,
      { limits: { changedObjects: 5 } },
    );

    expect(result).toMatchObject({ status: 'errored', error: { code: 'JOBWRIGHT_LIMIT_CHANGED_OBJECTS' } });
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });

  test('on time end the run with the name of the limit', async () => {
    const result = await run(`async run() { ${create('new')} await this.em.flush(); for (;;); }`, {
      limits: { timeMs: 300, softTimeMs: 250 },
    });

    expect(result.status).toBe('errored');
    expect(result.error?.code).toMatch(/^JOBWRIGHT_LIMIT_/);
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });
});

describe('a run that is not to be ended by this slot', () => {
  test('that was canceled is rolled back and left to the worker', async () => {
    const controller = new AbortController();
    const promise = run(
      `async run() { ${create('new')} await this.em.flush(); await new Promise((go) => setTimeout(go, 60_000)); }`,
      {
        signal: controller.signal,
      },
    );
    await expect
      .poll(() => lab.query(`select 1 from pg_stat_activity where state = 'idle in transaction'`))
      .not.toEqual([]);
    controller.abort();
    const result = await promise;

    expect(result).toMatchObject({ outcome: { kind: 'canceled' }, status: 'running' });
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });

  test('that was closed meanwhile leaves nothing behind', async () => {
    const [other] = await lab.query<{ number: number }>(
      `insert into extras_worker (hostname, pid, slots, version, started) values ('other', 1, 1, '0', now()) returning number`,
    );
    const promise = run(`
      async run() {
        ${create('new')}
        await this.em.flush();
        while ((await this.em.fork().count(Tag, { name: 'red', weight: 77 })) === 0) await new Promise((go) => setTimeout(go, 10));
      }`);
    await expect
      .poll(() => lab.query(`select 1 from pg_stat_activity where state = 'idle in transaction'`))
      .not.toEqual([]);
    await lab.query(`update extras_job_result set worker_id = $1 where status = 'running'`, [other!.number]);
    await lab.query(`update lab_tag set weight = 77 where name = 'red'`);

    expect(await promise).toMatchObject({ outcome: { kind: 'finished' }, status: 'running', changes: [] });
    expect(await tags()).toEqual(['blue', 'green', 'red']);
  });
});

test('10,000 creates are one change each, in order', async () => {
  const result = await run(`
    async run() {
      for (let i = 0; i < 10000; i++) await this.validatedSave(this.em.create(Tag, { name: 'tag ' + String(i).padStart(5, '0') }));
    }`);

  expect(result).toMatchObject({ status: 'completed', changeCount: 10_000 });
  expect([result.changes[0], result.changes[9999]]).toEqual(['create lab.tag tag 00000', 'create lab.tag tag 09999']);
});

describe('secrets', () => {
  const secrets = { 'backup/key': 'correct horse battery', lost: null };

  test('are read by the jobs that may, and shown nowhere', async () => {
    const finished = await run(
      `async run() {
        const key = await this.secret('backup/key');
        this.logInfo('Using ' + key + ' and ' + btoa(key));
        this.progress(1, 2, key);
        const site = this.em.create(Site, { name: 'Key ' + key, slug: 'key', status: 'active' });
        await this.em.flush();
        this.logSuccess(site, 'created');
        return { key, length: key.length, lines: [key] };
      }`,
      { secrets },
    );

    expect(finished.status).toBe('completed');
    expect(finished.output).toEqual({ key: '[redacted]', length: 21, lines: ['[redacted]'] });
    expect(finished.log).toContain('run info Using [redacted] and [redacted]');
    const stored = await lab.query(
      `select (select json_agg(r) from extras_job_result r where id = $1)::text
        || (select json_agg(l) from extras_log_entry l where job_result_id = $1)::text
        || (select json_agg(c) from extras_change_entry c where job_result_id = $1)::text
        || (select json_agg(o) from extras_object_change o where job_result_id = $1)::text as text`,
      [finished.id],
    );
    expect((stored[0] as { text: string }).text).toContain('redacted:');
    expect((stored[0] as { text: string }).text).not.toMatch(/correct horse|Y29ycmVjdCBob3JzZ/);
    const [site] = await lab.query<{ name: string }>(`select name from lab_site where slug = 'key'`);
    expect(site?.name).toBe('Key correct horse battery');
  });

  test('are taken out of errors', async () => {
    const finished = await run(`async run() { throw new Error('no ' + (await this.secret('backup/key'))); }`, {
      secrets,
    });

    expect(finished.error?.message).toBe('no [redacted]');
    expect(JSON.stringify([finished.error, finished.log])).not.toContain('correct horse');
  });

  test.each([
    ['other', 'JOBWRIGHT_SECRET_UNKNOWN', 'There is no secret "other" that this job may read.'],
    ['lost', 'JOBWRIGHT_SECRET_UNREADABLE', 'A secret cannot be decrypted'],
    ['__proto__', 'JOBWRIGHT_SECRET_UNKNOWN', 'There is no secret "__proto__"'],
  ])('%s is not there', async (name, code, message) => {
    const finished = await run(`async run() { await this.secret('${name}'); }`, { secrets });

    expect(finished.error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('requests to other systems', () => {
  let server: LocalServer;
  beforeAll(async () => {
    server = await LocalServer.start(({ url }, response) => {
      if (url === '/silent') return;
      response.end('{"ok":true}');
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const egress = { rules: [{ jobs: 'local/*', hosts: ['http://127.0.0.1:*'] }] };

  /** `phase method path sent status error`, in order. */
  async function effectsOf(id: string): Promise<readonly string[]> {
    const rows = await lab.query<{ line: string }>(
      `select concat_ws(' ', phase, method, replace(url, $2, ''), sent, status, error) as line
       from extras_effect where job_result_id = $1 order by seq`,
      [id, server.origin],
    );
    return rows.map(({ line }) => line);
  }

  const body = (statements: string): string => `
    override async run() { const origin = '${server.origin}'; ${statements} }
    override async postRun() { if (this.failed) return; await fetch('${server.origin}/after', { method: 'POST' }); }`;

  test('leave in a run that commits, and are recorded', async () => {
    const result = await run(
      body(
        `await fetch(origin + '/read'); return (await fetch(origin + '/write', { method: 'PUT', body: 'x' })).json();`,
      ),
      { egress },
    );

    expect(result).toMatchObject({ status: 'completed', output: { ok: true } });
    expect(await effectsOf(result.id)).toEqual([
      'run GET /read t 200',
      'run PUT /write t 200',
      'postRun POST /after t 200',
    ]);
    const [row] = await lab.query(
      'select request_bytes, response_bytes, header_names, duration_ms is not null as timed from extras_effect where job_result_id = $1 and seq = 2',
      [result.id],
    );
    expect(row).toEqual({ request_bytes: 1, response_bytes: 11, header_names: ['content-type'], timed: true });
  });

  test('acceptance 29: that may change something are not sent in a dry run, and the log says so', async () => {
    const before = server.arrived.length;

    const result = await run(
      body(`await fetch(origin + '/read'); await fetch(origin + '/write', { method: 'DELETE' });`),
      {
        egress,
        commit: false,
      },
    );

    expect(server.arrived.slice(before).map(({ method }) => method)).toEqual(['GET']);
    expect(await effectsOf(result.id)).toEqual(['run GET /read t 200', 'run DELETE /write f', 'postRun POST /after f']);
    expect(result.log).toContain(
      'run info 1 request was not sent: this was a dry run. The effects of the run list them.',
    );
  });

  test('stay on record when the run fails, and the log says that they cannot be taken back', async () => {
    const result = await run(body(`await fetch(origin + '/write', { method: 'POST' }); throw new Error('late');`), {
      egress,
    });

    expect(result.status).toBe('errored');
    expect(await effectsOf(result.id)).toEqual(['run POST /write t 200']);
    expect(result.log).toContain(
      'run warning 1 request that may have changed something elsewhere had been sent before, and cannot be taken back. The effects of the run list them.',
    );
  });

  test('of a read-only job only read', async () => {
    const result = await run(
      `override async run() {
        await fetch('${server.origin}/read');
        try { await fetch('${server.origin}/write', { method: 'POST' }); } catch (error) { return error.code; }
      }`,
      { egress, readOnly: true, commit: true },
    );

    expect(result.output).toBe('JOBWRIGHT_FETCH_READ_ONLY');
    expect(await effectsOf(result.id)).toEqual(['run GET /read t 200', 'run POST /write f JOBWRIGHT_FETCH_READ_ONLY']);
  });

  test('go nowhere without a rule', async () => {
    const result = await run(`override async run() { await fetch('${server.origin}/'); }`);

    expect(result.error).toMatchObject({ code: 'JOBWRIGHT_EGRESS_DENIED' });
    expect(result.error?.message).toContain('"local/test_job/TestJob" may not reach');
    expect(await effectsOf(result.id)).toEqual(['run GET / f JOBWRIGHT_EGRESS_DENIED']);
  });

  test('hold no secret on record: not in the address, not in a header', async () => {
    const secrets = { TOKEN: 'Very Secret+Value' };
    const result = await run(
      `override async run() {
        const token = await this.secret('TOKEN');
        const query = new URLSearchParams({ t: token, page: '2' });
        await fetch('${server.origin}/a/' + encodeURIComponent(token) + '?' + query, { headers: { Authorization: 'Bearer ' + token } });
        await fetch('https://other.example/?t=' + token).catch((error) => this.logInfo(error.message));
      }`,
      { egress, secrets },
    );

    expect(result.status).toBe('completed');
    expect(server.arrived.at(-1)?.headers.authorization).toBe('Bearer Very Secret+Value');
    expect(await effectsOf(result.id)).toEqual([
      'run GET /a/[redacted]?t=[redacted]&page=2 t 200',
      'run GET https://other.example/?t=[redacted] f JOBWRIGHT_EGRESS_DENIED',
    ]);
    const [everything] = await lab.query<{ text: string }>(
      `select (select json_agg(e) from extras_effect e where job_result_id = $1)::text
        || (select json_agg(l) from extras_log_entry l where job_result_id = $1)::text as text`,
      [result.id],
    );
    expect(everything?.text).not.toMatch(/Very|VmVye/);
  });

  test('that wait when the run is canceled are closed, and recorded as such', async () => {
    const canceling = new AbortController();
    const running = run(body(`await fetch(origin + '/silent');`), { egress, signal: canceling.signal });
    await expect.poll(() => server.arrived.some(({ url }) => url === '/silent'), { timeout: 15_000 }).toBe(true);

    canceling.abort('canceled');

    const result = await running;
    expect(result.outcome).toEqual({ kind: 'canceled' });
    expect(await effectsOf(result.id)).toEqual(['run GET /silent t JOBWRIGHT_FETCH_ABORTED']);
  });

  test('that nobody awaits end with the run', async () => {
    const result = await run(
      `override async run() { void fetch('${server.origin}/silent'); await fetch('${server.origin}/'); }`,
      {
        egress,
      },
    );

    expect(result.status).toBe('completed');
    expect(await effectsOf(result.id)).toEqual(['run GET /silent t JOBWRIGHT_FETCH_ABORTED', 'run GET / t 200']);
  });
});
