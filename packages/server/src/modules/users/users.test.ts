import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../database/orm.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/index.ts';
import { createUser } from './create-user.ts';
import { ensureFirstAdministrator } from './first-administrator.ts';
import { hashPassword, unusableHash, verifyPassword } from './passwords.ts';
import { authenticateToken, createToken } from './tokens.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

describe('passwords', () => {
  test('are stored as argon2id with a salt of their own', async () => {
    const [first, second] = await Promise.all([hashPassword('swordfish'), hashPassword('swordfish')]);

    expect(first).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
  });

  test('are recognised, and others are not', async () => {
    const stored = await hashPassword('swordfish');

    expect(await verifyPassword('swordfish', stored)).toBe(true);
    expect(await verifyPassword('Swordfish', stored)).toBe(false);
    expect(await verifyPassword('swordfish', 'plain text')).toBe(false);
  });
});

test('checking a name that nobody has costs what checking a real one costs', async () => {
  const parametersOf = (hash: string): string => hash.split('$').slice(0, 4).join('$');
  const [real, nobody] = [await hashPassword('swordfish'), unusableHash];

  expect(parametersOf(nobody)).toBe(parametersOf(real));
  expect(nobody).toHaveLength(real.length);
  expect(await verifyPassword('', nobody)).toBe(false);
});

describe('tokens', () => {
  test('are kept as a digest, and give their user', async () => {
    const user = await createUser(database.pool, { username: 'carol', email: 'carol@example.org' });

    const { key, prefix } = await createToken(database.pool, { userId: user.id, writeEnabled: false });

    expect(key).toMatch(/^jw_[\w-]{43}$/);
    expect(await authenticateToken(database.pool, key)).toEqual({
      id: user.id,
      username: 'carol',
      email: 'carol@example.org',
      isSuperuser: false,
      writeEnabled: false,
      isLimited: false,
    });
    const { rows } = await database.pool.query('select * from users_token');
    expect(JSON.stringify(rows)).not.toContain(key.slice(prefix.length));
  });

  test('are refused when unknown, expired, or of a user who is not active', async () => {
    const user = await createUser(database.pool, { username: 'dave' });
    const expired = await createToken(database.pool, { userId: user.id, expires: new Date(Date.now() - 1000) });
    const valid = await createToken(database.pool, { userId: user.id });

    expect(await authenticateToken(database.pool, `${valid.key}x`)).toBeUndefined();
    expect(await authenticateToken(database.pool, expired.key)).toBeUndefined();
    expect(await authenticateToken(database.pool, valid.key)).toMatchObject({ username: 'dave' });
    await database.pool.query('update users_user set is_active = false where id = $1', [user.id]);
    expect(await authenticateToken(database.pool, valid.key)).toBeUndefined();
  });
});

describe('users', () => {
  test('have names of their own', async () => {
    await createUser(database.pool, { username: 'erin' });

    await expect(createUser(database.pool, { username: 'erin' })).rejects.toMatchObject({
      code: 'JOBWRIGHT_USER_EXISTS',
    });
  });
});

describe('the first administrator', () => {
  test('is made once, however many processes start at the same time', async () => {
    const made = await Promise.all([1, 2, 3].map(() => ensureFirstAdministrator(database.pool)));

    const keys = made.flatMap(({ newKey }) => newKey ?? []);
    expect(keys).toHaveLength(1);
    expect(await authenticateToken(database.pool, keys[0]!)).toMatchObject({ username: 'admin', isSuperuser: true });
  });

  test('gets the key of the configuration, also later', async () => {
    const key = 'a-key-of-automation-that-is-long-enough';

    const first = await ensureFirstAdministrator(database.pool, key);
    const second = await ensureFirstAdministrator(database.pool, key);

    expect(first).toEqual({ username: 'admin', newKey: key });
    expect(second).toEqual({ username: 'admin' });
    expect(await authenticateToken(database.pool, key)).toMatchObject({ username: 'admin' });
  });
});
