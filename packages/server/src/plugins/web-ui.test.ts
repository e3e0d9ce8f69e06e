import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/rest/test-app.ts';

let folder: string;
let test: TestApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-ui-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><style nonce="__CSP_NONCE__"></style>The page');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
  test = await createTestApp({ webFolder: folder });
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const browser = { accept: 'text/html,application/xhtml+xml' };

it.each(['/', '/jobs', '/results/0198?tab=log'])(
  'sends the page at %s, with a policy of its own each time',
  async (url) => {
    const [first, second] = [
      await test.inject({ url, headers: browser }),
      await test.inject({ url, headers: browser }),
    ];

    const nonce = /nonce="([^"]+)"/.exec(String(first.body))?.[1] ?? '';
    expect(nonce.length).toBeGreaterThan(20);
    expect(first).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(first.headers['content-security-policy']).not.toContain('unsafe');
    expect(String(second.body)).not.toContain(nonce);
  },
);

it('sends built files to keep, and says of others that they are not there', async () => {
  expect(await test.inject({ url: '/assets/index-abc.js' })).toMatchObject({
    status: 200,
    headers: { 'cache-control': expect.stringContaining('immutable') },
  });
  expect((await test.inject({ url: '/assets/gone.js', headers: browser })).status).not.toBe(200);
  expect((await test.inject({ url: '/assets/..%2f..%2fetc/passwd' })).status).not.toBe(200);
});

it('answers programs, and everything below /api, as before', async () => {
  expect((await test.inject({ url: '/jobs', headers: { accept: 'application/json' } })).status).toBe(404);
  expect((await test.inject({ url: '/api/nothing/', headers: browser })).status).toBe(401);
});
