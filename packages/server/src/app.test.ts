import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from './testing/rest/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test[Symbol.asyncDispose]());

describe('the entrance', () => {
  it('tells without a token that the server is ready', async () => {
    const answer = await test.inject({ url: '/api/status/' });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'ok', api_version: '1.0' });
  });

  it('gives a request an hour to arrive, and its headers a minute', () => {
    expect(test.app.server.requestTimeout).toBe(3_600_000);
    expect(test.app.server.headersTimeout).toBe(60_000);
  });

  it('lists the apps and the endpoints of each', async () => {
    const root = await test.admin.get('/api/');
    const net = await test.admin.get('/api/net/');
    const extras = await test.admin.get('/api/extras/');

    expect(Object.keys(root.body)).toEqual(['extras', 'net', 'users', 'status']);
    expect(net.body).toEqual({
      devices: 'http://localhost/api/net/devices/',
      prefixes: 'http://localhost/api/net/prefixes/',
      regions: 'http://localhost/api/net/regions/',
      sites: 'http://localhost/api/net/sites/',
      tags: 'http://localhost/api/net/tags/',
    });
    expect(Object.keys(extras.body)).toEqual([
      'audit-events',
      'git-repositories',
      'job-modules',
      'job-results',
      'jobs',
      'models',
      'object-changes',
      'secrets',
      'workers',
    ]);
  });

  it('takes addresses with and without a trailing slash', async () => {
    expect((await test.admin.get('/api/net/sites')).status).toBe(200);
    expect((await test.admin.get('/api/net/sites/')).status).toBe(200);
  });

  it('sends the API version and a request id with every answer, errors included', async () => {
    const good = await test.admin.get('/api/');
    const bad = await test.inject({ url: '/api/' });

    expect(good.headers['api-version']).toBe('1.0');
    expect(good.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(bad.headers['api-version']).toBe('1.0');
  });

  it('indents JSON as the Accept header asks', async () => {
    const { payload } = await test.app.inject({
      url: '/api/users/me/',
      headers: { authorization: `Token ${test.admin.key}`, accept: 'application/json; indent=4' },
    });

    expect(payload).toMatch(/^\{\n {4}"id": /);
  });

  it('leads a browser from its address to the page for people', async () => {
    const answer = await test.inject({ url: '/' });

    expect(answer.status).toBe(302);
    expect(answer.headers['location']).toBe('/api/docs/');
  });

  it('serves a page for people without any other host', async () => {
    const page = await test.inject({ url: '/api/docs/' });

    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/(?:src|href)="https?:/);
  });
});

describe('errors', () => {
  it('refuses requests without a token, with an unknown one, and with a malformed header', async () => {
    const none = await test.inject({ url: '/api/extras/jobs/' });
    const unknown = await test.inject({ url: '/api/extras/jobs/', headers: { authorization: 'Token nonsense' } });
    const malformed = await test.inject({ url: '/api/extras/jobs/', headers: { authorization: 'Basic YTpi' } });

    expect([none.status, unknown.status, malformed.status]).toEqual([401, 401, 401]);
    expect(none.body).toEqual({
      detail: 'Authentication credentials were not provided.',
      code: 'JOBWRIGHT_UNAUTHENTICATED',
    });
    expect(none.headers['www-authenticate']).toBe('Token realm="api"');
    expect(unknown.body.detail).toBe('Invalid token.');
  });

  it('asks for a token however the address is written', async () => {
    for (const url of ['/%61pi/', '//api//extras/jobs', '/api/%65xtras/jobs/', '/api/docs/../extras/jobs/']) {
      expect((await test.inject({ url })).status).toBe(401);
    }
  });

  it('takes Bearer as well as Token', async () => {
    const answer = await test.inject({ url: '/api/', headers: { authorization: `Bearer ${test.admin.key}` } });

    expect(answer.status).toBe(200);
  });

  it('answers an unknown address with 404 and a wrong method with 405 and the right ones', async () => {
    const unknown = await test.admin.get('/api/net/nothing/');
    const wrong = await test.admin.send('DELETE', '/api/extras/jobs/');

    expect(unknown.status).toBe(404);
    expect(unknown.body).toEqual({ detail: 'Not found.', code: 'JOBWRIGHT_NOT_FOUND' });
    expect(wrong.status).toBe(405);
    expect(wrong.headers['allow']).toBe('GET, HEAD');
  });

  it('answers a body that is no JSON, and one that would reach a prototype, with 400', async () => {
    const headers = { authorization: `Token ${test.admin.key}`, 'content-type': 'application/json' };
    const broken = await test.inject({ method: 'POST', url: '/api/net/sites/', headers, payload: '{"name":' });
    const prototype = await test.inject({
      method: 'POST',
      url: '/api/net/sites/',
      headers,
      payload: '{"__proto__": {"isSuperuser": true}}',
    });

    expect([broken.status, prototype.status]).toEqual([400, 400]);
    expect(broken.body).toEqual({ detail: 'The body is not valid JSON.', code: 'JOBWRIGHT_REQUEST_MALFORMED' });
  });

  it('answers a body above the limit with 413', async () => {
    const payload = { name: 'x'.repeat(11 * 1024 * 1024) };
    const answer = await test.admin.send('POST', '/api/net/sites/', payload);

    expect(answer.status).toBe(413);
  });

  it('answers a body that nests too deep with 400', async () => {
    const headers = { authorization: `Token ${test.admin.key}`, 'content-type': 'application/json' };
    const url = '/api/extras/jobs/local/a/B/run/';
    const payload = `{"data": {"text": "[[[[", "x": ${'['.repeat(100_000)}`;

    const answer = await test.inject({ method: 'POST', url, headers, payload });

    expect(answer.status).toBe(400);
    expect(answer.body.detail).toBe('The body nests deeper than 100 levels.');
  });

  it('answers names of filters that are names of built-in properties with 400', async () => {
    const answer = await test.admin.get('/api/net/sites/?__proto__=a&constructor=b&toString=c');

    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body).sort()).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('lets a read-only token read and nothing else', async () => {
    const { body: made } = await test.admin.send('POST', '/api/users/tokens/', { write_enabled: false });
    const headers = { authorization: `Token ${made.key}` };
    const read = await test.inject({ url: '/api/net/sites/', headers });
    const write = await test.inject({ method: 'POST', url: '/api/net/sites/', headers, payload: { name: 'a' } });

    expect([read.status, write.status]).toEqual([200, 403]);
  });

  it('never sends the text of an error of its own', async () => {
    await using broken = await createTestApp();
    await broken.pool.query('drop table net_site cascade');
    const answer = await broken.admin.get('/api/net/sites/');

    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      detail: 'The server failed to answer. The request id leads to the reason in its log.',
      code: 'JOBWRIGHT_INTERNAL',
    });
  });
});
