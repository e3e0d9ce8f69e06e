import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/rest/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test[Symbol.asyncDispose]());

const browser = 'gzip, deflate, br, zstd';

async function ask(url: string, { encodings = browser, payload }: { encodings?: string; payload?: object } = {}) {
  const answer = await test.app.inject({
    method: payload === undefined ? 'GET' : 'POST',
    url,
    headers: { authorization: `Token ${test.admin.key}`, 'accept-encoding': encodings },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
}

describe('a long answer', () => {
  const url = '/api/extras/models/';

  it.each([
    ['br', browser, brotliDecompressSync],
    ['gzip', 'gzip, deflate', gunzipSync],
  ] as const)(
    'is sent as %s to those who take %s, much smaller and with the same content',
    async (name, encodings, unpack) => {
      const plain = await ask(url, { encodings: 'identity' });

      const { headers, bytes } = await ask(url, { encodings });

      expect(headers).toMatchObject({ 'content-encoding': name, vary: expect.stringContaining('accept-encoding') });
      expect(bytes.length).toBeLessThan(plain.bytes.length / 4);
      expect(JSON.parse(unpack(bytes).toString())).toEqual(JSON.parse(plain.bytes.toString()));
    },
  );

  it('is sent as it is to those who do not ask for less', async () => {
    const { headers } = await ask(url, { encodings: '' });

    expect(headers['content-encoding']).toBeUndefined();
  });
});

it('sends a short answer as it is', async () => {
  const { headers, bytes } = await ask('/api/status/');

  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(bytes.toString())).toBeTypeOf('object');
});

it('compresses no answer to a request that makes something: its size would tell of the secret in it', async () => {
  const networks = Array.from({ length: 100 }, (_, index) => `2001:db8:0:0:0:0:${(index + 1).toString(16)}:0/112`);

  const { status, headers, bytes } = await ask('/api/users/tokens/', { payload: { allowed_networks: networks } });

  expect(status).toBe(201);
  expect(bytes.length).toBeGreaterThan(2048);
  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(bytes.toString())).toMatchObject({ key: expect.any(String) });
});

it('leaves packed requests unread', async () => {
  const answer = await test.app.inject({
    method: 'POST',
    url: '/api/users/tokens/',
    headers: {
      authorization: `Token ${test.admin.key}`,
      'content-encoding': 'gzip',
      'content-type': 'application/json',
    },
    payload: Buffer.from('not unpacked'),
  });

  expect(answer.statusCode).toBe(400);
});
