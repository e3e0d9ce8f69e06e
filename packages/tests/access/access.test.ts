import { plugin as inventory } from '@jobwright/inventory/plugin';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';
import { modelRows, platformRows, type Row } from './access-table.ts';
import { callerNames, makeCallers, type Callers } from './callers.ts';
import { describeRequest, Objects, readOperations, type Arguments, type Operation } from './operations.ts';

/** Kinds of objects of the platform itself, as permissions name them. */
const platformTypes = [
  'extras.auditevent',
  'extras.gitrepository',
  'extras.job',
  'extras.jobmodule',
  'extras.jobresult',
  'extras.objectchange',
  'extras.scheduledjob',
  'extras.secret',
  'users.group',
  'users.objectpermission',
  'users.token',
  'users.user',
];

const given: Arguments = {
  params: { app: 'extras', source: 'local', module: 'access', className: 'Nothing' },
  bodies: {
    auth_login: { username: 'stranger', password: 'wrong' },
    auth_password: { current: 'wrong', new: 'another long password' },
    extras_jobs_partial_update: { enabled: true },
    extras_jobs_partial_update_by_path: { enabled: true },
    extras_git_repositories_create: { name: 'another', remote_url: 'https://git.invalid/another.git' },
    extras_secrets_create: { name: 'another', value: 'hunter2hunter2' },
    users_groups_create: { name: 'another' },
    users_permissions_create: { name: 'another', object_types: ['dcim.site'], actions: ['view'] },
    users_users_create: { username: 'another' },
  },
};

let platform: Platform;
let callers: Callers;
let operations: readonly Operation[];
let objects: Objects;

beforeAll(async () => {
  platform = await Platform.start({
    folder: new URL('./', import.meta.url),
    demo: true,
    environment: { JOBWRIGHT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') },
  });
  callers = await makeCallers(platform, [...platformTypes, ...inventory.models.map(({ label }) => label)]);
  await platform.request('POST', '/api/users/groups/', { name: 'some' });
  await platform.request('POST', '/api/extras/git-repositories/', { name: 'some', remote_url: 'file:///some' });
  await platform.request('POST', '/api/extras/secrets/', { name: 'some', value: 'hunter2hunter2' });
  await platform.run('local/access/Nothing');
  await platform.request('POST', '/api/extras/jobs/local/access/Nothing/run/', {
    schedule: { interval: 'custom', crontab: '0 0 1 1 *' },
  });
  objects = new Objects(platform);
  operations = await readOperations(platform);
}, 240_000);
afterAll(() => platform[Symbol.asyncDispose]());

/** Routes of models are alike: they have one row for each kind. */
const kindsByPath = new Map<string, string>(
  inventory.models.flatMap((model) => [
    [`/api/${model.app}/${model.endpoint}/`, `${model.app}_${model.endpoint.replaceAll('-', '_')}_`] as const,
    [`/api/${model.app}/${model.endpoint}/{id}/`, `${model.app}_${model.endpoint.replaceAll('-', '_')}_`] as const,
  ]),
);

function rowOf({ id, path }: Operation): Row | undefined {
  const prefix = kindsByPath.get(path);
  return prefix === undefined ? platformRows[id] : modelRows[id.slice(prefix.length)];
}

async function ask(operation: Operation, authorization: string | undefined, deletes: boolean): Promise<number> {
  const { path, body } = await describeRequest(operation, { objects, given, deletes });
  const response = await fetch(new URL(path, platform.url), {
    method: operation.method,
    headers: {
      'sec-fetch-site': 'same-origin',
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

test('every route has a row, and every row a route', () => {
  const unknown = operations.filter((operation) => !rowOf(operation)).map(({ id }) => id);
  const ids = new Set(operations.map(({ id }) => id));

  expect(unknown).toEqual([]);
  expect(Object.keys(platformRows).filter((id) => !ids.has(id))).toEqual([]);
});

test('every route answers each caller as the table says', async () => {
  const actual: Record<string, readonly number[]> = {};
  const expected: Record<string, Row | undefined> = {};
  for (const operation of operations) {
    // One after the other: the last one may change what the others ask about.
    const statuses: number[] = [];
    for (const name of callerNames) statuses.push(await ask(operation, callers[name], name !== 'superuser'));
    actual[operation.id] = statuses;
    expected[operation.id] = rowOf(operation);
  }

  expect(actual).toEqual(expected);
}, 600_000);

test('no list shows a limited user more than what is his own', async () => {
  const shown: Record<string, number> = {};
  for (const { id, method, path } of operations) {
    if (method !== 'GET' || path.includes('{') || !id.endsWith('_list')) continue;
    const headers = { authorization: callers.limited ?? '' };
    const answer = await fetch(new URL(path, platform.url), { headers });
    const { count } = (await answer.json()) as { readonly count: number };
    if (count > 0) shown[id] = count;
  }

  // Himself, and the tokens that he made here and before.
  expect(shown).toEqual({ users_users_list: 1, users_tokens_list: 2 });
});

test('no export shows a limited user anything', async () => {
  const headers = { authorization: callers.limited ?? '' };

  const exports = operations.filter(({ id }) => id.endsWith('_export')).map(({ path }) => path);
  const texts = await Promise.all(
    exports.map(async (path) => (await fetch(new URL(path, platform.url), { headers })).text()),
  );

  expect(exports.length).toBeGreaterThanOrEqual(2);
  expect(new Set(texts)).toEqual(new Set(['']));
});
