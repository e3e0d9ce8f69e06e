import { Job } from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/rest/test-app.ts';

const origin = 'https://dashboard.example.com';
const preflight = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };

class Nothing extends Job {
  override async run(): Promise<void> {}
}

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test[Symbol.asyncDispose]());

it.each(['/api/status/', '/api/users/me/', '/api/nothing/', '/api/openapi.json'])(
  'forbid browsers to take the answer of %s for a page, to frame it, and to tell where it came from',
  async (url) => {
    expect((await test.inject({ url })).headers).toMatchObject({
      'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=15552000',
    });
  },
);

it('let the page of the API load what is its own, and nothing else', async () => {
  const policy = String((await test.inject({ url: '/api/docs/' })).headers['content-security-policy']);

  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).not.toMatch(/https?:|upgrade-insecure-requests|validator/);
});

describe('other sites', () => {
  it('may read nothing by default', async () => {
    const asked = await test.inject({ url: '/api/status/', headers: { origin } });
    const before = await test.inject({ method: 'OPTIONS', url: '/api/users/me/', headers: preflight });

    expect(asked.headers).not.toHaveProperty('access-control-allow-origin');
    expect(before.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('that the configuration names may ask with a token, and never with a cookie', async () => {
    await using open = await createTestApp({ corsOrigins: [origin] });

    const before = await open.inject({ method: 'OPTIONS', url: '/api/users/me/', headers: preflight });
    const stranger = await open.inject({ url: '/api/status/', headers: { origin: 'https://evil.example' } });

    expect(before.status).toBe(204);
    expect(before.headers['access-control-allow-origin']).toBe(origin);
    expect(before.headers).not.toHaveProperty('access-control-allow-credentials');
    expect(stranger.headers['access-control-allow-origin']).not.toBe('https://evil.example');
  });
});

describe('the address of the client', () => {
  const addressFrom = async (app: TestApp, forwarded: string, remoteAddress: string): Promise<string> => {
    await app.inject({
      method: 'POST',
      url: '/api/auth/login/',
      remoteAddress,
      headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': forwarded },
      payload: { username: 'nobody', password: 'wrong' },
    });
    const { body } = await app.admin.get('/api/extras/audit-events/?action=sign_in.refused&limit=1');
    return body.results[0].client_address;
  };

  it('is that of the connection, whatever a client says', async () => {
    expect(await addressFrom(test, '198.51.100.9', '192.0.2.1')).toBe('192.0.2.1');
  });

  it('is what the trusted number of proxies says, not what a client put before it', async () => {
    await using proxied = await createTestApp({ trustProxy: 1 });

    expect(await addressFrom(proxied, '203.0.113.66, 198.51.100.9', '10.0.0.1')).toBe('198.51.100.9');
  });

  it('is what proxies in trusted networks say, and nobody else', async () => {
    await using proxied = await createTestApp({ trustProxy: ['10.0.0.0/8'] });

    expect(await addressFrom(proxied, '203.0.113.66, 198.51.100.9', '10.0.0.1')).toBe('198.51.100.9');
    expect(await addressFrom(proxied, '198.51.100.9', '192.0.2.1')).toBe('192.0.2.1');
  });

  it('is what a job sees of its request', async () => {
    await using proxied = await createTestApp({ trustProxy: 1 });
    await proxied.addJob(Nothing);

    const { body } = await proxied.inject({
      method: 'POST',
      url: '/api/extras/jobs/local/nothing/Nothing/run/',
      remoteAddress: '10.0.0.1',
      headers: { authorization: `Token ${proxied.admin.key}`, 'x-forwarded-for': '203.0.113.66, 198.51.100.9' },
    });

    const { rows } = await proxied.pool.query(
      `select request ->> 'clientIp' as address from extras_job_result where id = $1`,
      [body.job_result.id],
    );
    expect(rows).toEqual([{ address: '198.51.100.9' }]);
  });
});
