import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../config/run-limits.ts';
import { EgressPolicy } from '../http/egress-policy.ts';
import { type Arrived, LocalServer, TestRecorder } from '../http/http-calls.fixture.ts';
import { HttpCalls, type HttpCallsOptions } from '../http/http-calls.ts';
import { TestRuntime, type TestRun, type TestRunOptions } from './session.fixture.ts';

let sandbox: TestRuntime;
let server: LocalServer;

function answer({ url, method, body, headers }: Arrived, response: ServerResponse): void {
  switch (url.split('?')[0]) {
    case '/json':
      response.setHeader('content-type', 'application/json');
      response.end('{"devices":[{"name":"ä"}]}');
      return;
    case '/echo':
      response.end(JSON.stringify({ method, body, type: headers['content-type'] ?? null }));
      return;
    case '/large':
      response.end(Buffer.alloc(2_000_000, 'x'));
      return;
    case '/zip':
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('unpacked'));
      return;
    case '/empty':
      response.writeHead(204).end();
      return;
    case '/missing':
      response.writeHead(404, 'Not There').end('no such thing');
      return;
    case '/redirect':
      response.writeHead(302, { location: '/json' }).end();
      return;
    case '/silent':
      return;
    case '/trickle':
      response.write('a little');
      return;
    default:
      response.end('hello');
  }
}

beforeAll(async () => {
  server = await LocalServer.start(answer);
  sandbox = await TestRuntime.create();
});
afterAll(async () => {
  sandbox[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

interface FetchRunOptions extends TestRunOptions {
  readonly unsafe?: HttpCallsOptions['unsafe'];
  readonly fetchLimits?: Partial<HttpCallsOptions['limits']>;
}

/** Runs statements that may use `fetch` and the address of the server, `origin`. */
async function run(
  body: string,
  options: FetchRunOptions = {},
): Promise<TestRun & { readonly recorder: TestRecorder }> {
  const recorder = new TestRecorder();
  using calls = new HttpCalls({
    policy: new EgressPolicy('local/a/B', { jobs: 'local/*', hosts: ['http://127.0.0.1:*'] }),
    unsafe: options.unsafe ?? 'send',
    recorder,
    limits: { ...defaultLimits, ...options.fetchLimits },
  });
  const limits = { bridgeBytes: 10_000_000, ...options.limits };
  const code = `const origin = ${JSON.stringify(server.origin)};\n${body}`;
  return { ...(await sandbox.run(code, { ...options, limits, operations: calls.operations })), recorder };
}

async function evaluate(body: string, options: FetchRunOptions = {}): Promise<unknown> {
  const { outcome } = await run(body, options);
  if (outcome.kind !== 'returned') throw new Error(`The run did not return: ${JSON.stringify(outcome)}`);
  return (outcome.value as { readonly output: unknown }).output;
}

describe('fetch in a job', () => {
  test('gives an answer as the web does', async () => {
    const output = await evaluate(`
      const response = await fetch(origin + '/json#part');
      return [response.status, response.ok, response.statusText, response.headers.get('Content-Type'), response.url === origin + '/json',
        response.redirected, response.type, response.notSent, await response.json(), response.bodyUsed, response instanceof Response];`);

    expect(output).toEqual([
      200,
      true,
      'OK',
      'application/json',
      true,
      false,
      'basic',
      false,
      { devices: [{ name: 'ä' }] },
      true,
      true,
    ]);
  });

  test.each([
    [`return (await fetch(origin + '/zip')).text();`, 'unpacked'],
    [`return [...(await (await fetch(origin)).bytes())];`, [104, 101, 108, 108, 111]],
    [`return (await (await fetch(origin + '/large')).arrayBuffer()).byteLength;`, 2_000_000],
    [`return (await (await fetch(origin + '/large')).text()).length;`, 2_000_000],
    [
      `let size = 0, pieces = 0; for await (const bytes of (await fetch(origin + '/large')).body) { size += bytes.length; pieces += 1; } return [size, pieces > 2];`,
      [2_000_000, true],
    ],
    [
      `const reader = (await fetch(origin)).body.getReader(); const first = await reader.read(); return [first.value.length, (await reader.read()).done];`,
      [5, true],
    ],
    [`const r = await fetch(origin + '/empty'); return [r.status, r.body, await r.text()];`, [204, null, '']],
    [
      `const r = await fetch(origin + '/missing'); return [r.status, r.ok, r.statusText, await r.text()];`,
      [404, false, 'Not There', 'no such thing'],
    ],
    [`const r = await fetch(origin, { method: 'HEAD' }); return [r.status, r.body];`, [200, null]],
    [
      `const r = await fetch(new URL('/redirect', origin)); return [r.redirected, r.url === origin + '/json'];`,
      [true, true],
    ],
    [
      `const r = await fetch(origin + '/redirect', { redirect: 'manual' }); return [r.status, r.headers.get('location')];`,
      [302, '/json'],
    ],
    [
      `const r = await fetch(origin); const c = r.clone(); return [await r.text(), await c.text()];`,
      ['hello', 'hello'],
    ],
    [`const r = await fetch(origin); await r.text(); return r.text().catch((error) => error.name);`, 'TypeError'],
    [
      `return (await Promise.all([1, 2, 3].map((n) => fetch(origin + '/' + n)))).map((r) => r.status);`,
      [200, 200, 200],
    ],
  ])('%s', async (body, expected) => {
    expect(await evaluate(body)).toEqual(expected);
  });

  test.each([
    [`'téxt'`, { body: 'téxt', type: 'text/plain;charset=UTF-8' }],
    [`new URLSearchParams({ a: 'b c' })`, { body: 'a=b+c', type: 'application/x-www-form-urlencoded;charset=UTF-8' }],
    [`new Uint8Array([104, 105]).subarray(1)`, { body: 'i', type: null }],
    [`new Uint8Array([104, 105]).buffer`, { body: 'hi', type: null }],
    [`5`, { body: '5', type: 'text/plain;charset=UTF-8' }],
  ])('sends %s as a body', async (body, expected) => {
    expect(await evaluate(`return (await fetch(origin + '/echo', { method: 'post', body: ${body} })).json();`)).toEqual(
      {
        method: 'POST',
        ...expected,
      },
    );
  });

  test('takes a Request, and what the options say instead', async () => {
    const output = await evaluate(`
      const request = new Request(origin + '/echo', { method: 'PUT', body: '{}', headers: { 'Content-Type': 'application/json' } });
      const copy = request.clone();
      return [await (await fetch(request)).json(), await (await fetch(copy, { method: 'PATCH' })).json()];`);

    expect(output).toEqual([
      { method: 'PUT', body: '{}', type: 'application/json' },
      { method: 'PATCH', body: '{}', type: 'application/json' },
    ]);
  });

  test.each([
    [`fetch('/relative')`, 'TypeError', 'in jobs, each has to be whole'],
    [`fetch('http://a:b@127.0.0.1/')`, 'TypeError', 'send an Authorization header'],
    [`fetch(origin, { body: 'x' })`, 'TypeError', 'cannot have a body'],
    [`fetch(origin, { method: 'POST', body: { a: 1 } })`, 'TypeError', 'have to be written by JSON.stringify first'],
    [`fetch(origin, { headers: { 'a b': 'c' } })`, 'TypeError', 'cannot be the name of a header'],
    [`fetch(origin, { headers: { a: 'b\\r\\nHost: c' } })`, 'TypeError', 'characters that none may have'],
    [`fetch(origin, { headers: { Host: 'c' } })`, 'FetchRequestError', "is the platform's own"],
    [`fetch(origin, { redirect: 'often' })`, 'TypeError', 'follow, manual or error'],
    [`fetch(origin, { signal: {} })`, 'TypeError', 'has to be an AbortSignal'],
    [
      `fetch('https://other.example/x?token=abc')`,
      'EgressDeniedError',
      '"local/a/B" may not reach https://other.example.',
    ],
    [`fetch('file:///etc/passwd')`, 'FetchRequestError', 'neither http: nor https:'],
  ])('%s is refused', async (call, name, message) => {
    const output = await evaluate(
      `try { await ${call}; } catch (error) { return [error instanceof TypeError, error.name, error.message]; }`,
    );

    expect(output).toEqual([true, name, expect.stringContaining(message)]);
  });

  test('an error has its code, and the line of the job', async () => {
    const { outcome } = await run(`await fetch('https://other.example/');`);

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: {
        name: 'EgressDeniedError',
        code: 'JOBWRIGHT_EGRESS_DENIED',
        stack: expect.stringMatching(/job:\/\/\/local\/example:\d+/),
      },
    });
  });
});

describe('giving up', () => {
  test.each([
    [`AbortSignal.timeout(30)`, 'TimeoutError'],
    [`(() => { const c = new AbortController(); setTimeout(() => c.abort(), 20); return c.signal; })()`, 'AbortError'],
    [`AbortSignal.abort()`, 'AbortError'],
    [`AbortSignal.any([new AbortController().signal, AbortSignal.timeout(20)])`, 'TimeoutError'],
  ])('a request is given up by %s', async (signal, name) => {
    const { outcome, recorder } = await run(
      `try { await fetch(origin + '/silent', { signal: ${signal} }); } catch (error) { return [error.name, error instanceof DOMException]; }`,
    );

    expect(outcome).toEqual({ kind: 'returned', value: { output: [name, true] } });
    await expect.poll(() => recorder.ended.length, { timeout: 15_000 }).toBe(recorder.started.length);
  });

  test('so is the rest of an answer, and a reason of the job is what it gets', async () => {
    const output = await evaluate(`
      const controller = new AbortController();
      const response = await fetch(origin + '/trickle', { signal: controller.signal });
      setTimeout(() => controller.abort(new RangeError('enough')), 20);
      try { await response.text(); } catch (error) { return [error.name, error.message]; }`);

    expect(output).toEqual(['RangeError', 'enough']);
  });

  test('the soft time limit comes while a request waits, and closes its connection', async () => {
    await using lonely = await LocalServer.start(answer);
    const { outcome, recorder } = await run(
      `try { await fetch('${lonely.origin}/silent'); } catch (error) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return error instanceof SoftTimeLimitExceeded;
      }`,
      { limits: { softTimeMs: 1000, timeMs: 20_000 } },
    );

    expect(outcome).toEqual({ kind: 'returned', value: { output: true } });
    expect(recorder.ended).toMatchObject([{ error: 'JOBWRIGHT_FETCH_ABORTED' }]);
    await expect.poll(() => lonely.connections(), { timeout: 15_000 }).toBe(0);
  });

  test('the end of the session closes what is open', async () => {
    await using lonely = await LocalServer.start(answer);
    const { outcome } = await run(`await fetch('${lonely.origin}/silent');`, {
      limits: { timeMs: 5000 },
      onStarted: (session) => void setTimeout(() => session.stop('canceled'), 150),
    });

    expect(outcome).toEqual({ kind: 'limit', limit: 'stopped', message: 'canceled' });
    await expect.poll(() => lonely.connections(), { timeout: 15_000 }).toBe(0);
  });
});

describe('a dry run', () => {
  test('gives an answer that says that nothing was sent', async () => {
    const { outcome, recorder } = await run(
      `const response = await fetch(origin + '/echo', { method: 'POST', body: '{}' });
      let refusal; try { await response.clone().json(); } catch (error) { refusal = [error.name, error.code, error.message]; }
      return [response.status, response.ok, response.notSent, await response.text(), refusal];`,
      { unsafe: 'withhold' },
    );

    expect(outcome).toEqual({
      kind: 'returned',
      value: {
        output: [
          202,
          true,
          true,
          '',
          [
            'TypeError',
            'JOBWRIGHT_FETCH_NOT_SENT',
            'There is no body to read: the request was not sent, because this is a dry run. Look at response.notSent first, or give fetch a dryRunResponse.',
          ],
        ],
      },
    });
    expect(recorder.started).toMatchObject([{ method: 'POST', sent: false }]);
  });

  test('gives the answer that the author has said there would be', async () => {
    const body = `
      const response = await fetch(origin + '/echo', { method: 'POST', body: '{}', dryRunResponse: Response.json({ id: 7 }, { status: 201 }) });
      return [response.status, response.notSent, await response.json()];`;

    expect(await evaluate(body, { unsafe: 'withhold' })).toEqual([201, true, { id: 7 }]);
    expect(await evaluate(body)).toEqual([
      200,
      false,
      { method: 'POST', body: '{}', type: 'text/plain;charset=UTF-8' },
    ]);
  });
});

describe('Headers, Request and Response', () => {
  test.each([
    "[...new Headers({ b: '1', A: ' x ' })]",
    "[...new Headers([['a', '1'], ['A', '2'], ['set-cookie', 'x'], ['Set-Cookie', 'y']])]",
    "(() => { const h = new Headers({ a: '1' }); h.append('a', '2'); h.set('b', '3'); h.delete('c'); return [h.get('A'), h.has('B'), h.get('c'), [...h.keys()], [...h.values()]]; })()",
    "(() => { const h = new Headers([['set-cookie', 'a'], ['set-cookie', 'b']]); return [h.getSetCookie(), h.get('set-cookie')]; })()",
    "['a b', '', 'é'].map((name) => { try { new Headers([[name, 'x']]); } catch (error) { return error.name; } })",
    "['a\\nb', 'Ā'].map((value) => { try { new Headers([['x', value]]); } catch (error) { return error.name; } })",
    "(() => { const r = new Request('http://a.b/c', { method: 'post', body: 'x' }); return [r.url, r.method, r.headers.get('content-type'), r.redirect, r.bodyUsed]; })()",
    "(() => { const r = new Response('x', { status: 201, statusText: 'Made', headers: { a: 'b' } }); return [r.status, r.ok, r.statusText, r.headers.get('a'), r.headers.get('content-type'), r.type, r.url]; })()",
    "[100, 600, 'x'].map((status) => { try { new Response('', { status }); } catch (error) { return error.name; } })",
    "(() => { try { new Response('x', { status: 204 }); } catch (error) { return error.name; } })()",
    "(() => { const r = Response.json({ a: 1 }); return [r.status, r.headers.get('content-type')]; })()",
    "(() => { const c = new AbortController(); const seen = []; c.signal.addEventListener('abort', (event) => seen.push(event.type)); c.signal.onabort = () => seen.push('on'); c.abort(); c.abort(); return [seen.sort(), c.signal.aborted, c.signal.reason.name, c.signal.reason.code]; })()",
    '(() => { try { AbortSignal.abort(5).throwIfAborted(); } catch (error) { return error; } })()',
    '(() => { try { new AbortSignal(); } catch (error) { return error.name; } })()',
  ])('give what those of Node give: %s', async (expression) => {
    // oxlint-disable-next-line no-eval, typescript/no-implied-eval -- the expression is one of those above
    const expected = JSON.parse(JSON.stringify((0, eval)(expression) ?? null)) as unknown;

    expect(await sandbox.evaluate(`return ${expression};`)).toEqual(expected);
  });
});

describe('hostile code', () => {
  test.each([
    // What the classes hold on to cannot be had, nor the way to the host.
    `return Reflect.ownKeys(await fetch(origin)).length === 0 && Object.keys(fetch).length === 0;`,
    // Nobody but fetch makes an answer that says it was not sent, or came from somewhere.
    `const fake = new Response('x', { url: 'http://a', notSent: true }); return fake.url === '' && fake.notSent === false;`,
    // Changed built-ins do not change what is sent: the host reads it again.
    `const own = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function* () { yield ['host', 'evil']; };
    try { await fetch(origin, { headers: { a: 'b' } }); } catch { return true; } finally { Array.prototype[Symbol.iterator] = own; }`,
    `Headers.prototype[Symbol.iterator] = function* () { yield ['transfer-encoding', 'chunked']; }; try { await fetch(origin); } catch (error) { return error.code === 'JOBWRIGHT_FETCH_REQUEST'; }`,
    `Object.defineProperty(Request.prototype, 'url', { get: () => 'http://10.0.0.1/' }); try { await fetch(origin); } catch (error) { return error.code === 'JOBWRIGHT_EGRESS_DENIED'; }`,
    `Object.defineProperty(Request.prototype, 'method', { get: () => 'GET / HTTP/1.1\\r\\nX: y\\r\\n\\r\\n' }); try { await fetch(origin); } catch (error) { return error.code === 'JOBWRIGHT_FETCH_REQUEST'; }`,
    `Object.prototype.base64 = 'AAAA'; try { await fetch(origin); } catch { return false; } return true;`,
    `Object.prototype.toJSON = () => ({ id: 1, url: 'http://10.0.0.1/' }); try { await fetch(origin); } catch { return true; }`,
    `Promise.race = () => 5; return (await fetch(origin)).status === 200;`,
    `const { toString } = { toString() { throw new Error('mine'); } }; try { await fetch({ toString }); } catch (error) { return error.message === 'mine'; }`,
    `const calls = []; for (let i = 0; i < 50; i++) calls.push(fetch(origin).catch((error) => error.details.limit)); return (await Promise.all(calls)).filter((x) => x === 'fetchCalls').length === 30;`,
  ])('%s', async (body) => {
    const { outcome } = await run(body, { fetchLimits: { fetchCalls: 20 } });

    expect(outcome).toEqual({ kind: 'returned', value: { output: true } });
    expect(server.arrived.some(({ headers }) => headers.host === 'evil')).toBe(false);
    expect(sandbox.operationErrors).toEqual([]);
  });

  test('a run without fetch operations, as when a module is looked at, is refused', async () => {
    const { outcome } = await sandbox.run(`await fetch('https://a.example');`);

    expect(outcome).toMatchObject({ kind: 'threw', error: { message: 'There is no such operation.' } });
  });
});
