import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';
import { resealSecrets } from './reseal-secrets.ts';
import { createSecretBox } from './secret-box.ts';

const path = '/api/extras/secrets/';
const secretKey = randomBytes(32).toString('base64');

let rest: TestApp;

beforeAll(async () => {
  rest = await createTestApp({ secretKey });
});
afterAll(() => rest[Symbol.asyncDispose]());

interface SecretBody {
  readonly id: string;
  readonly url: string;
}

async function create(name: string, extra: object = {}): Promise<SecretBody> {
  const { status, body } = await rest.admin.send('POST', path, { name, value: 'correct horse', ...extra });
  expect(status).toBe(201);
  return body as SecretBody;
}

async function readStored(id: string): Promise<Buffer> {
  const { rows } = await rest.pool.query<{ sealed_value: Buffer }>(
    'select sealed_value from extras_secret where id = $1',
    [id],
  );
  return rows[0]!.sealed_value;
}

describe('a secret', () => {
  test('is stored encrypted, and its value is shown nowhere', async () => {
    const created = await create('backup/key', { description: 'For backups', jobs: ['git.backup/*'] });

    const detail = await rest.admin.get(`${path}${created.id}/`);
    const list = await rest.admin.get(path);

    expect(created).toMatchObject({
      name: 'backup/key',
      display: 'backup/key',
      description: 'For backups',
      jobs: ['git.backup/*'],
    });
    expect(JSON.stringify([created, detail.body, list.body])).not.toContain('correct horse');
    const sealed = await readStored(created.id);
    expect(sealed.includes('correct')).toBe(false);
    expect(createSecretBox(secretKey).open(sealed, created.id)).toBe('correct horse');
  });

  test('can be given another value, or other jobs alone', async () => {
    const { id } = await create('rotating');
    const before = await readStored(id);

    const changed = await rest.admin.send('PATCH', `${path}${id}/`, { jobs: ['local/a/B'] });
    expect([changed.status, (await readStored(id)).equals(before)]).toEqual([200, true]);
    await rest.admin.send('PATCH', `${path}${id}/`, { value: 'battery staple' });

    expect(createSecretBox(secretKey).open(await readStored(id), id)).toBe('battery staple');
    expect(changed.body).toMatchObject({ jobs: ['local/a/B'] });
  });

  test('is gone when it was deleted', async () => {
    const { id } = await create('temporary');

    expect((await rest.admin.send('DELETE', `${path}${id}/`)).status).toBe(204);
    expect((await rest.admin.get(`${path}${id}/`)).status).toBe(404);
  });

  test('has a name of its own', async () => {
    await create('twice');

    const second = await rest.admin.send('POST', path, { name: 'twice', value: 'another value' });

    expect([second.status, second.body]).toMatchObject([409, { code: 'JOBWRIGHT_SECRET_EXISTS' }]);
  });

  test.each([
    [{ name: 'short', value: '12345' }, 'value'],
    [{ name: '../x', value: 'correct horse' }, 'name'],
    [{ value: 'correct horse' }, 'name'],
    [{ name: 'x', value: 'correct horse', jobs: 'all' }, 'jobs'],
  ])('%j is refused by field', async (body, field) => {
    const answer = await rest.admin.send('POST', path, body);

    expect([answer.status, Object.keys(answer.body as object)]).toEqual([400, [field]]);
    expect(JSON.stringify(answer.body)).not.toContain('correct horse');
  });
});

test('a new key in front takes the place of the old one', async () => {
  const { id } = await create('rotated');
  const { id: lost } = await create('lost');
  await rest.pool.query(`update extras_secret set sealed_value = 'nonsense' where id = $1`, [lost]);
  const newKey = Buffer.alloc(32, 9).toString('base64');

  const first = await resealSecrets(rest.pool, createSecretBox(`${newKey},${secretKey}`));
  const second = await resealSecrets(rest.pool, createSecretBox(newKey));

  expect(createSecretBox(newKey).open(await readStored(id), id)).toBe('correct horse');
  expect(first.resealed).toContain('rotated');
  expect([first.unreadable, second]).toEqual([['lost'], { resealed: [], unreadable: ['lost'] }]);
  await resealSecrets(rest.pool, createSecretBox(`${secretKey},${newKey}`));
  expect(createSecretBox(secretKey).open(await readStored(id), id)).toBe('correct horse');
});

test('without any key secrets stay as they are', async () => {
  const { id } = await create('kept');

  const { resealed, unreadable } = await resealSecrets(rest.pool, createSecretBox(undefined));

  expect([resealed, unreadable.includes('kept')]).toEqual([[], true]);
  expect(createSecretBox(secretKey).open(await readStored(id), id)).toBe('correct horse');
});

describe('who may do what', () => {
  test('nobody without a permission', async () => {
    const { id } = await create('guarded');
    const client = await rest.addClient('nobody');

    const answers = await Promise.all([
      client.get(path),
      client.get(`${path}${id}/`),
      client.send('POST', path, { name: 'mine', value: 'correct horse' }),
      client.send('PATCH', `${path}${id}/`, { jobs: ['*'] }),
      client.send('DELETE', `${path}${id}/`),
    ]);

    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403]);
  });

  test('within the constraints of the permission', async () => {
    const own = await create('team-a/key');
    const other = await create('team-b/key');
    const permission = {
      objectTypes: ['extras.secret'],
      actions: ['view', 'add', 'change'],
      constraints: { name__isw: 'team-a/' },
    };
    const client = await rest.addClient('team-a', [permission]);

    const list = (await client.get(path)).body as { results: { name: string }[] };
    const statuses = [
      (await client.get(`${path}${own.id}/`)).status,
      (await client.get(`${path}${other.id}/`)).status,
      (await client.send('PATCH', `${path}${other.id}/`, { jobs: ['*'] })).status,
      (await client.send('POST', path, { name: 'team-b/new', value: 'correct horse' })).status,
      (await client.send('POST', path, { name: 'team-a/new', value: 'correct horse' })).status,
    ];

    expect(list.results.map(({ name }) => name)).toEqual(['team-a/key']);
    expect(statuses).toEqual([200, 404, 404, 403, 201]);
  });

  test('within the constraints of the permission, also by what a change makes of it', async () => {
    const { id } = await create('shared/key', { description: 'shared' });
    const permission = { objectTypes: ['extras.secret'], actions: ['change'], constraints: { description: 'shared' } };
    const client = await rest.addClient('sharer', [permission]);

    const within = await client.send('PATCH', `${path}${id}/`, { jobs: ['*'] });
    const outside = await client.send('PATCH', `${path}${id}/`, { description: 'private' });

    expect([within.status, outside.status]).toEqual([200, 403]);
    expect((await rest.admin.get(`${path}${id}/`)).body).toMatchObject({ jobs: ['*'], description: 'shared' });
  });
});

test('without a key on the server nothing is stored', async () => {
  await using keyless = await createTestApp();

  const answer = await keyless.admin.send('POST', path, { name: 'x', value: 'correct horse' });

  expect([answer.status, answer.body]).toMatchObject([409, { code: 'JOBWRIGHT_SECRET_KEY_MISSING' }]);
});
