import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { OtherSystem } from '../support/other-system.ts';
import { CliFolder, resultOf, waitForText } from './run-cli.ts';

const jobs = `
import { AbortJob, FileVar, IntegerVar, Job, StringVar, type JobData } from '@jobwright/sdk';

export class Greet extends Job {
  name = StringVar({});
  times = IntegerVar({ default: 1 });

  override async run(data: JobData<Greet>, commit: boolean) {
    for (let time = 1; time <= data.times; time++) this.logSuccess(\`Hello \${data.name}\`);
    return { name: data.name, commit };
  }
}

export class Fail extends Job {
  override async run() {
    throw new AbortJob('not today');
  }
}

export class Throw extends Job {
  override async run() {
    this.logInfo('before');
    throw new TypeError('broken');
  }
}

export class Read extends Job {
  upload = FileVar({});

  override async run(data: JobData<Read>) {
    return (await data.upload.text()).split('\\n');
  }
}

export class Sleep extends Job {
  override async run() {
    this.logInfo('sleeping');
    for (;;) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class Tell extends Job {
  address = StringVar({});

  override async run(data: JobData<Tell>) {
    await fetch(data.address);
    return (await fetch(data.address, { method: 'POST', body: 'x' })).status;
  }
}

export class WhoAmI extends Job {
  override async run() {
    return \`\${this.request.user.username} via \${this.request.origin}\`;
  }
}
`;

// Each command is a process that loads the platform; some make a database of their own.
vi.setConfig({ testTimeout: 180_000 });

let database: TestDatabase;
let folder: CliFolder;
let server: ReturnType<CliFolder['start']>;
let url: string;
const token = 'cli-test-superuser-token-0123456789abcdef';

beforeAll(async () => {
  database = await createTestDatabase();
  folder = new CliFolder({
    DATABASE_URL: database.url,
    PORT: '0',
    WORKER_SLOTS: '1',
    JOBWRIGHT_SUPERUSER_TOKEN: token,
  });
  mkdirSync(join(folder.path, 'jobs'));
  folder.write('jobs/some.ts', jobs);
  folder.write('jobs/bad.ts', 'export class {');
  folder.write(
    'jobwright.config.js',
    "export default { plugins: [], egress: { rules: [{ jobs: 'local/some/Tell', hosts: ['http://127.0.0.1:*'] }] }, demoRun: { job: 'local/some/Greet', data: { name: 'demo' } } };",
  );
  server = folder.start(['serve']);
  [, url = ''] = await waitForText(server.stderr, /^Ready: (\S+)$/m);
  await folder.run(['user', 'create', 'bob', '--superuser']);
});
afterAll(async () => {
  server.kill('SIGTERM');
  if (server.exitCode === null) await once(server, 'exit');
  folder[Symbol.dispose]();
  await database[Symbol.asyncDispose]();
});

interface Line {
  readonly type: string;
  readonly message?: string;
  readonly job_result?: { readonly status: { readonly value: string }; readonly output: unknown };
}

function parseLines(stdout: string): readonly Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('jobwright runjob', () => {
  test('shows the log and the output of a run, and ends with 0 when it completed', async () => {
    const { exitCode, stdout } = await folder.run([
      'runjob',
      'local/some/Greet',
      '--data',
      '{"name": "Ada", "times": 2}',
    ]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^run\n {2}\d\d:\d\d:\d\d\.\d{3} {2}success {2}Hello Ada\n/);
    expect(stdout).toContain('"name": "Ada"');
    expect(stdout).toContain('"commit": false');
    expect(stdout).toMatch(/\nCompleted in \d+\.\d\d s: no object changed\.\n$/);
    expect(stdout).not.toContain('\u001B');
  });

  test('shows what a run asked of other systems, and what a dry run did not send', async () => {
    await using other = await OtherSystem.start();
    const data = JSON.stringify({ address: other.address });

    const dry = await folder.run(['runjob', 'local/some/Tell', '--data', data]);
    const committed = await folder.run(['runjob', 'local/some/Tell', '--data', data, '--commit']);

    expect(dry.stdout).toMatch(/2 requests to other systems:\n/);
    expect(dry.stdout).toMatch(/│ GET +│ http:\/\/127\.0\.0\.1:\d+\/ +│ 200, \d+ ms +│ +5 │/);
    expect(dry.stdout).toMatch(/│ POST +│ http:\/\/127\.0\.0\.1:\d+\/ +│ not sent: dry run +│ +│/);
    expect(committed.stdout).toMatch(/│ POST +│ http:\/\/127\.0\.0\.1:\d+\/ +│ 200, \d+ ms +│ +5 │/);
    expect(other.asked).toEqual(['GET /', 'GET /', 'POST /']);
  });

  test('acceptance 27: commits when asked to, and speaks JSON lines', async () => {
    const dataFile = folder.write('data.json', '{"name": "from file", "times": 1}');

    const { exitCode, stdout } = await folder.run([
      'runjob',
      'local/some/Greet',
      '--data-file',
      dataFile,
      '--data',
      '{"name": "Ada"}',
      '--commit',
      '--json',
    ]);

    const lines = parseLines(stdout);
    expect(exitCode).toBe(0);
    expect(lines.map(({ type }) => type)).toEqual(['submitted', 'entry', 'result']);
    expect(lines.at(-1)?.job_result).toMatchObject({
      status: { value: 'completed' },
      output: { name: 'Ada', commit: true },
    });
  });

  test.each([
    ['Fail', 'Failed', 'not today'],
    ['Throw', 'Errored', 'TypeError: broken'],
  ])('acceptance 40: ends with 1 when the run of %s did not complete', async (name, status, message) => {
    const { exitCode, stdout } = await folder.run(['runjob', `local/some/${name}`]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain(message);
    expect(stdout).toMatch(new RegExp(`\\n${status} in `));
  });

  test("shows where in the author's file an error was thrown", async () => {
    const { stdout } = await folder.run(['runjob', 'local/some/Throw']);

    expect(stdout).toContain('some.ts:23:11');
  });

  test('sends files', async () => {
    const file = folder.write('list.csv', 'a\nb');

    const { exitCode, stdout } = await folder.run(['runjob', 'local/some/Read', '--file', `upload=${file}`, '--json']);

    expect(exitCode).toBe(0);
    expect(parseLines(stdout).at(-1)?.job_result?.output).toEqual(['a', 'b']);
  });

  test.each([
    [['local/some/Greet'], 'name:'],
    [['local/some/Greet', '--data', '{"name": 1, "colour": "red"}'], 'colour:'],
    [['local/some/Missing'], 'There is no job local/some/Missing.'],
    [['local/some/Greet', '--username', 'nobody', '--data', '{"name": "x"}'], 'There is no active user "nobody"'],
  ])('acceptance 40: ends with 2 and explains what is wrong with %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await folder.run(['runjob', ...args]);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('runs on behalf of the user that is named', async () => {
    const { stdout } = await folder.run(['runjob', 'local/some/WhoAmI', '--username', 'bob']);

    expect(stdout).toContain('bob via cli');
  });

  test('works with a server elsewhere, with a token from the environment', async () => {
    using elsewhere = new CliFolder({ JOBWRIGHT_TOKEN: token, JOBWRIGHT_URL: url });

    const { exitCode, stdout } = await elsewhere.run(['runjob', 'local/some/WhoAmI']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('admin via api');
  });

  test('cancels the run on Ctrl-C and ends with 1', async () => {
    const running = folder.start(['runjob', 'local/some/Sleep']);
    const result = resultOf(running);
    running.stdout?.on('data', (chunk) => {
      if (String(chunk).includes('sleeping')) running.kill('SIGINT');
    });

    const { exitCode, stdout } = await result;

    expect(exitCode).toBe(1);
    expect(stdout).toContain('Canceled');
  });
});

test('jobwright jobs lists the jobs, and the broken modules with their place', async () => {
  const { stdout, stderr } = await folder.run(['jobs']);

  expect(stdout).toMatch(/local\/some\/Greet .* name, times/);
  expect(stderr).toContain('broken local/bad');
  expect(stderr).toContain('(bad.ts:1:14)');
});

test('A module that changes is discovered again while the server runs', async () => {
  folder.write(
    'jobs/late.ts',
    "import { Job } from '@jobwright/sdk';\nexport class Late extends Job { override async run() { return 'late'; } }",
  );

  let stdout = '';
  while (!stdout.includes('local/late/Late')) {
    await delay(300);
    ({ stdout } = await folder.run(['jobs']));
  }

  expect((await folder.run(['runjob', 'local/late/Late'])).stdout).toContain('late');
});

describe('without a server', () => {
  test('runjob says what to do', async () => {
    using other = new CliFolder({});

    const { exitCode, stderr } = await other.run(['runjob', 'local/some/Greet']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('No server is running on the data folder');
    expect(stderr).toContain('--local');
  });

  test('runjob --local and start --once bring their own database, and leave nothing running', async () => {
    using other = new CliFolder({ PORT: '0', WORKER_SLOTS: '1' });
    mkdirSync(join(other.path, 'jobs'));
    other.write('jobs/some.ts', jobs);
    other.write(
      'jobwright.config.js',
      "export default { plugins: [], demoRun: { job: 'local/some/Greet', data: { name: 'demo' } } };",
    );

    const started = await other.run(['start', '--once']);
    expect(started).toMatchObject({ exitCode: 0, stderr: '' });
    expect(started.stdout).toContain('Dry run of local/some/Greet');
    expect(started.stdout).toMatch(/Token: +jw_[\w-]{43} +\(user admin\)/);
    expect(started.stdout).toContain('/api/extras/jobs/local/some/Greet/run/');

    const again = await other.run(['start', '--once']);
    expect(/jw_[\w-]{43}/.exec(again.stdout)?.[0]).toBe(/jw_[\w-]{43}/.exec(started.stdout)?.[0]);

    const local = await other.run(['runjob', 'local/some/Greet', '--local', '--data', '{"name": "Ada"}']);
    expect(local).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Hello Ada') });
  });
});

describe('schedules', () => {
  test('a run in the future is made by the server when its time comes, and is listed until then', async () => {
    // Whole seconds: at least two, so that the server can be asked before.
    const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000).toISOString();

    const made = await folder.run(['runjob', 'local/some/Greet', '--data', '{"name": "later"}', '--at', at, '--json']);

    expect(made.exitCode).toBe(0);
    const { schedule } = JSON.parse(made.stdout) as { schedule: { id: string } };
    const output = async (): Promise<unknown> => {
      const answer = await fetch(`${url}/api/extras/job-results/?job_path=local/some/Greet&limit=1`, {
        headers: { authorization: `Token ${token}` },
      });
      const { results } = (await answer.json()) as { results: readonly { url: string }[] };
      const latest = await fetch(results[0]?.url ?? url, { headers: { authorization: `Token ${token}` } });
      return ((await latest.json()) as { output: unknown }).output;
    };
    await expect.poll(output).toEqual({ name: 'later', commit: false });
    const listed = await folder.run(['schedule', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: schedule.id, next_run: null, total_run_count: 1 }]);
  });

  test('are listed, disabled, enabled and deleted by the id that the list shows', async () => {
    const made = await folder.run([
      'runjob',
      'local/some/Fail',
      '--cron',
      '0 6 * * MON-FRI',
      '--time-zone',
      'Europe/Amsterdam',
    ]);
    expect(made.stdout).toContain('The schedule "Fail"');

    const list = await folder.run(['schedule', 'list']);
    const id = /(\w{12}) │ Fail/.exec(list.stdout)?.[1] ?? 'not listed';
    const disabled = await folder.run(['schedule', 'disable', id]);
    const enabled = await folder.run(['schedule', 'enable', id]);
    const deleted = await folder.run(['schedule', 'delete', id]);
    const again = await folder.run(['schedule', 'delete', id]);

    expect(list.stdout).toContain('0 6 * * MON-FRI (Europe/Amsterdam)');
    expect(disabled.stdout).toBe('The schedule "Fail" does not run any more.\n');
    expect(enabled.stdout).toMatch(/^The schedule "Fail" runs next at \d{4}-.*Z\.\n$/);
    expect(deleted.stdout).toBe('The schedule "Fail" is deleted.\n');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('"jobwright schedule list" shows them.');
  });

  test('that cannot be are refused with the field', async () => {
    const cron = await folder.run(['runjob', 'local/some/Fail', '--cron', 'often']);
    const local = await folder.run(['runjob', 'local/some/Fail', '--cron', '0 6 * * *', '--local']);

    expect(cron.exitCode).toBe(2);
    expect(cron.stderr).toContain('crontab: This is no crontab.');
    expect(local.exitCode).toBe(2);
    expect(local.stderr).toContain('a schedule needs a server');
  });
});
