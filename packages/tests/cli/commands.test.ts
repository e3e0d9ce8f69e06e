import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { CliFolder } from './run-cli.ts';

let database: TestDatabase;
let folder: CliFolder;

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = new CliFolder({ DATABASE_URL: database.url });
});
afterAll(async () => {
  folder[Symbol.dispose]();
  await database[Symbol.asyncDispose]();
});

async function query<Row extends object>(sql: string): Promise<readonly Row[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('openapi', () => {
  test('prints the document without a server or a database', async () => {
    using elsewhere = new CliFolder({ DATABASE_URL: 'postgres://127.0.0.1:1/none' });

    const { exitCode, stdout } = await elsewhere.run(['openapi']);

    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout) as { readonly openapi: string; readonly paths: object };
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.paths)).toContain('/api/extras/jobs/');
  });
});

describe('jobwright', () => {
  test('explains itself and every command', async () => {
    const { exitCode, stdout } = await folder.run(['--help']);

    expect(exitCode).toBe(0);
    for (const command of ['start', 'serve', 'worker', 'runjob', 'jobs', 'migrate', 'demo', 'user', 'token']) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
  });

  test.each([
    [['bogus'], "unknown command 'bogus'"],
    [['migrate', '--bogus'], "unknown option '--bogus'"],
    [['serve', '--port', '70000'], 'It is no port'],
    [['runjob'], "missing required argument 'job'"],
    [['runjob', 'NewBranch'], 'It has three parts'],
    [['runjob', 'local/a/B', '--data', '[1]'], '--data must be a JSON object'],
    [['runjob', 'local/a/B', '--data', '{'], '--data is not valid JSON'],
    [['runjob', 'local/a/B', '--data-file', 'missing.json'], 'There is no file missing.json'],
    [['runjob', 'local/a/B', '--file', 'upload'], 'give the name of the variable and a path'],
    [['runjob', 'local/a/B', '--file', 'upload=missing.csv'], 'There is no file missing.csv'],
    [['token', 'create', 'nobody', '--expires', '2001-01-01'], 'It is in the past'],
  ])('ends with 2 and says what is wrong when it is called as %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await folder.run(args);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('ends with 2 and names the variable when the environment is not right', async () => {
    using other = new CliFolder({ PORT: 'eighty' });

    const { exitCode, stderr } = await other.run(['migrate']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('port (PORT): must be a port');
  });

  test('names the database that cannot be reached, without its password', async () => {
    using other = new CliFolder({ DATABASE_URL: 'postgres://somebody:hunter2@127.0.0.1:1/nothing' });

    const { exitCode, stderr } = await other.run(['migrate']);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('127.0.0.1:1/nothing');
    expect(stderr).not.toContain('hunter2');
  });
});

describe('jobwright migrate, user, token and jobs', () => {
  test('work on a new database, one after the other', async () => {
    expect(await folder.run(['migrate', '--check'])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^pending {2}platform:0001_initial\n/),
    });
    expect(await folder.run(['migrate'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^ran {2}platform:0001_initial\n/),
    });
    expect(await folder.run(['migrate', '--check'])).toMatchObject({
      exitCode: 0,
      stdout: 'The database is up to date.\n',
    });

    const created = await folder.run(
      ['user', 'create', 'alice', '--superuser', '--token', '--password-stdin'],
      'correct horse\n',
    );
    expect(created).toMatchObject({ exitCode: 0, stderr: 'Made the user alice.\n' });
    expect(created.stdout).toMatch(/^jw_[\w-]{43}\n$/);
    expect(await query('select username, is_superuser, is_active from users_user')).toEqual([
      { username: 'alice', is_superuser: true, is_active: true },
    ]);

    const again = await folder.run(['user', 'create', 'alice']);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('There is a user "alice" already');

    const token = await folder.run([
      'token',
      'create',
      'alice',
      '--read-only',
      '--expires',
      '2099-01-31',
      '--description',
      'for the test',
    ]);
    expect(token.stdout).toMatch(/^jw_[\w-]{43}\n$/);
    expect(
      await query(`select write_enabled, expires::text as expires from users_token where description = 'for the test'`),
    ).toEqual([{ write_enabled: false, expires: expect.stringContaining('2099-01-31') }]);

    const unknown = await folder.run(['token', 'create', 'bob']);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('There is no active user "bob"');

    expect(await folder.run(['jobs', '--json'])).toMatchObject({ exitCode: 0, stdout: '[]\n' });
    expect(await folder.run(['demo'])).toMatchObject({ exitCode: 0, stdout: 'No plugin has demo data.\n' });
  });
});
