import { Client } from 'pg';
import { superuserToken, type Platform } from '../support/platform.ts';
import { nobodysId } from './operations.ts';

/** Who asks each route, in the order of the table's columns. */
export const callerNames = [
  /** Without a token. */
  'anonymous',
  /** A user without any permission. */
  'nobody',
  /** A user with every action on every kind of object, for one object that does not exist. */
  'limited',
  /** A superuser's token that may only read. */
  'readOnly',
  /** A superuser's token that has expired. */
  'expired',
  /** A superuser's token that belongs to another network. */
  'elsewhere',
  'superuser',
] as const;
export type CallerName = (typeof callerNames)[number];

/** The value of the header that each of them sends. */
export type Callers = Readonly<Record<CallerName, string | undefined>>;

const password = 'correct horse battery';
const actions = ['view', 'add', 'change', 'delete', 'run', 'sync', 'approve'];

/** Makes all of them, through the API as far as it can. */
export async function makeCallers(platform: Platform, objectTypes: readonly string[]): Promise<Callers> {
  const users = await Promise.all(
    ['nobody', 'limited'].map(async (username) => {
      const { body } = await platform.request<{ id: string }>('POST', '/api/users/users/', { username, password });
      return { id: body.id, key: await signInForToken(platform, username) };
    }),
  );
  const [nobody, limited] = users;
  if (!nobody || !limited) throw new Error('The users were not made.');
  const permission = { name: 'limited', object_types: objectTypes, actions, constraints: { id: nobodysId } };
  const made = await platform.request('POST', '/api/users/permissions/', { ...permission, users: [limited.id] });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const expired = await ownToken(platform, {});
  await expire(platform, expired.id);
  return {
    anonymous: undefined,
    nobody: `Token ${nobody.key}`,
    limited: `Token ${limited.key}`,
    readOnly: `Token ${(await ownToken(platform, { write_enabled: false })).key}`,
    expired: `Token ${expired.key}`,
    elsewhere: `Token ${(await ownToken(platform, { allowed_networks: ['192.0.2.0/24'] })).key}`,
    superuser: `Token ${superuserToken}`,
  };
}

interface NewToken {
  readonly id: string;
  readonly key: string;
}

async function ownToken(platform: Platform, body: object): Promise<NewToken> {
  return (await platform.request<NewToken>('POST', '/api/users/tokens/', body)).body;
}

/** Nobody makes tokens for others: the user signs in and makes one. */
async function signInForToken(platform: Platform, username: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
  const post = (path: string, body: object, more: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(path, platform.url), {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    });
  const signedIn = await post('/api/auth/login/', { username, password });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const made = await post('/api/users/tokens/', {}, { cookie });
  return ((await made.json()) as NewToken).key;
}

/** No token can be made that has expired already. */
async function expire(platform: Platform, id: string): Promise<void> {
  const client = new Client(platform.database.url);
  await client.connect();
  try {
    await client.query(`update users_token set expires = now() - interval '1 hour' where id = $1`, [id]);
  } finally {
    await client.end();
  }
}
