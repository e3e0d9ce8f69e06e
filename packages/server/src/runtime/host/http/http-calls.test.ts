import { createServer } from 'node:net';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EgressPolicy } from './egress-policy.ts';
import { type Arrived, LocalServer, openCalls } from './http-calls.fixture.ts';

const MB = 1024 * 1024;
let server: LocalServer;
let other: LocalServer;

function answer({ url, method, body }: Arrived, response: ServerResponse): void {
  const [path = '', query = ''] = url.split('?');
  switch (path) {
    case '/redirect':
      response.writeHead(Number(new URLSearchParams(query).get('status') ?? 302), {
        location: new URLSearchParams(query).get('to') ?? '/',
      });
      response.end();
      return;
    case '/loop':
      response.writeHead(302, { location: '' }).end();
      return;
    case '/gzip':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'));
      return;
    case '/brotli':
      response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('packed'));
      return;
    case '/bomb':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * MB)));
      return;
    case '/twice':
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync(Buffer.alloc(64 * MB))));
      return;
    case '/not-gzip':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain');
      return;
    case '/half-gzip':
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed').subarray(0, 12));
      return;
    case '/large':
      response.end(Buffer.alloc(3 * MB, 'x'));
      return;
    case '/endless':
      response.write('x'.repeat(1000));
      return;
    case '/silent':
      return;
    case '/broken':
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
      return;
    default:
      response.writeHead(200, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] });
      response.end(`${method} ${url} ${body}`);
  }
}

beforeAll(async () => {
  server = await LocalServer.start(answer);
  other = await LocalServer.start(answer);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

const code = (name: string): unknown => expect.objectContaining({ code: `JOBWRIGHT_${name}` });

describe('a request', () => {
  test('is sent, and its answer comes back', async () => {
    using calls = openCalls();

    const head = await calls.send(`${server.origin}/a?b=c#d`, {
      method: 'POST',
      headers: [
        ['X-Own', '1'],
        ['x-own', '2'],
        ['content-type', 'text/plain'],
      ],
      text: 'héllo',
    });

    expect(head).toMatchObject({ status: 200, statusText: 'OK', url: `${server.origin}/a?b=c`, redirected: false });
    expect(head.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)).toEqual(['a=1', 'b=2']);
    expect(await calls.ask('http.text', { id: head.id })).toBe('POST /a?b=c héllo');
    expect(server.arrived.at(-1)?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: 'keep-alive',
      accept: '*/*',
      'accept-encoding': 'gzip, br',
      'content-length': '6',
      'content-type': 'text/plain',
      'user-agent': 'Jobwright',
      'x-own': '1, 2',
    });
    expect(calls.recorder.started).toEqual([
      {
        seq: 1,
        method: 'POST',
        url: new URL(`${server.origin}/a?b=c`),
        headerNames: ['x-own', 'content-type'],
        requestBytes: 6,
        sent: true,
      },
    ]);
    expect(calls.recorder.ended).toMatchObject([{ seq: 1, status: 200, responseBytes: 18 }]);
  });

  test('may carry bytes, and its answer is read in pieces', async () => {
    using calls = openCalls();

    const head = await calls.send(`${server.origin}/large`, { method: 'PUT', base64: btoa('bytes') });
    let length = 0;
    let pieces = 0;
    for (let piece = await calls.ask('http.read', head); piece !== null; piece = await calls.ask('http.read', head)) {
      length += Buffer.from(piece as string, 'base64').length;
      pieces += 1;
    }

    expect(length).toBe(3 * MB);
    expect(pieces).toBeGreaterThan(3);
    expect(server.arrived.at(-1)?.body).toBe('bytes');
    expect(await calls.ask('http.read', head)).toBeNull();
  });

  test.each(['/gzip', '/brotli'])('is answered in a coding that is undone: %s', async (path) => {
    using calls = openCalls();

    const head = await calls.send(server.origin + path);

    expect(await calls.ask('http.text', head)).toBe('packed');
  });

  test.each([
    [{ method: 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n' }, 'its method is no HTTP method'],
    [{ method: 'CONNECT' }, 'the method CONNECT is not available'],
    [{ method: 'trace' }, 'the method trace is not available'],
    [{ url: 'nonsense' }, 'its URL is not valid'],
    [{ url: 'http://user:pw@127.0.0.1/' }, 'user and password do not belong into its URL'],
    [{ headers: [['host', 'x']] }, 'the header "host" is the platform\'s own'],
    [{ headers: [['Transfer-Encoding', 'chunked']] }, 'the header "transfer-encoding" is'],
    [{ headers: [['content-length', '0']] }, 'the header "content-length" is'],
    [{ headers: [['Connection', 'x']] }, 'the header "connection" is'],
    [{ headers: [['X-Forwarded-For', '127.0.0.1']] }, 'the header "x-forwarded-for" is'],
    [{ headers: [['x', 'a\r\nHost: b']] }, 'the value of the header "x" has characters'],
    [{ headers: [['x', 'a\nb']] }, 'the value of the header "x" has characters'],
    [{ headers: [['x', 'a\0']] }, 'the value of the header "x" has characters'],
    [{ headers: [['x', 'Ā']] }, 'the value of the header "x" has characters'],
    [{ headers: [['a b', 'c']] }, 'the name of one of its headers has characters'],
    [{ headers: [['a:b', 'c']] }, 'the name of one of its headers has characters'],
    [
      {
        headers: [
          ['__proto__', 'c'],
          ['x', 1],
        ],
      },
      'the value of a header has to be text',
    ],
    [{ headers: [5] }, 'the name of a header has to be text'],
    [{ headers: 'x' }, 'more than 100 headers'],
    [{ headers: Array.from({ length: 101 }, (_, index) => [`x${index}`, '']) }, 'more than 100 headers'],
    [
      {
        headers: [
          ['x', 'y'.repeat(20_000)],
          ['z', 'y'.repeat(20_000)],
        ],
      },
      'its headers are more than',
    ],
    [{ text: 'x' }, 'a GET has no body'],
    [{ method: 'POST', base64: 'a*b' }, 'its body is no Base64'],
    [{ method: 'POST', text: 5 }, 'the body has to be text'],
    [{ redirect: 'always' }, 'its redirect is neither'],
    [{ id: -1 }, 'the id of a request has to be a whole number'],
    [{ id: 1.5 }, 'the id of a request has to be a whole number'],
  ])('%j is not sent', async (request, reason) => {
    using calls = openCalls();

    await expect(calls.send(server.origin, request)).rejects.toThrow(reason);
    expect(calls.recorder.started).toEqual([]);
  });

  test('cannot take the id of another one', async () => {
    using calls = openCalls();
    await calls.send(server.origin);

    await expect(calls.send(server.origin, { id: 1 })).rejects.toThrow('its id was used before');
  });

  test('that the policy denies is recorded, and does not leave', async () => {
    using calls = openCalls();
    const before = server.arrived.length;

    await expect(calls.send(`http://localhost:${server.port}/`)).rejects.toEqual(code('EGRESS_DENIED'));

    expect(server.arrived).toHaveLength(before);
    expect(calls.recorder.started).toMatchObject([{ seq: 1, sent: false, error: 'JOBWRIGHT_EGRESS_DENIED' }]);
  });
});

describe('a name', () => {
  const policy = new EgressPolicy('local/a/B', { jobs: 'local/*', hosts: ['http://intra.example:*'] });

  test('that has an address of this machine is refused', async () => {
    using calls = openCalls({ policy, resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    const before = server.arrived.length;

    await expect(calls.send(`http://intra.example:${server.port}/`)).rejects.toEqual(code('EGRESS_ADDRESS'));

    expect(server.arrived).toHaveLength(before);
    expect(calls.recorder.ended).toMatchObject([{ seq: 1, error: 'JOBWRIGHT_EGRESS_ADDRESS' }]);
  });

  test('is looked up once for a connection, and the address that was checked is the one that is used', async () => {
    const asked: string[] = [];
    const open = new EgressPolicy('local/a/B', {
      jobs: 'local/*',
      hosts: ['http://intra.example:*'],
      networks: ['127.0.0.1'],
    });
    // Each further answer is another machine, as of a name that is turned around between check and use.
    const addresses = ['127.0.0.1', '169.254.169.254', '10.0.0.1'];
    using calls = openCalls({
      policy: open,
      resolve: async (name) => {
        asked.push(name);
        return [{ address: addresses[asked.length - 1] ?? '', family: 4 }];
      },
    });

    const head = await calls.send(`http://intra.example:${server.port}/first`, { method: 'POST', text: '' });

    expect(await calls.ask('http.text', head)).toContain('/first');
    expect(asked).toEqual(['intra.example']);
    expect(server.arrived.at(-1)?.headers.host).toBe(`intra.example:${server.port}`);
    await calls.send(`http://intra.example:${server.port}/second`); // over the same connection
    expect(asked).toEqual(['intra.example']);
    await expect(calls.send(`http://intra.example:${other.port}/`)).rejects.toEqual(code('EGRESS_ADDRESS'));
  });

  test('with addresses of both kinds is reached at those that are allowed', async () => {
    const mixed = new EgressPolicy('local/a/B', {
      jobs: 'local/*',
      hosts: ['http://intra.example:*'],
      networks: ['127.0.0.1'],
    });
    using calls = openCalls({
      policy: mixed,
      resolve: async () => [
        { address: '169.254.169.254', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    });

    expect(await calls.send(`http://intra.example:${server.port}/`)).toMatchObject({ status: 200 });
  });

  test('that nobody knows is an error in words', async () => {
    using calls = openCalls({
      policy,
      resolve: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND intra.example'), { code: 'ENOTFOUND' });
      },
    });

    await expect(calls.send('http://intra.example/')).rejects.toThrow(
      'http://intra.example cannot be reached: its name is not known.',
    );
  });
});

describe('a redirect', () => {
  const to = (target: string, status = 302): string =>
    `${server.origin}/redirect?status=${status}&to=${encodeURIComponent(target)}`;

  test('is followed, each step recorded', async () => {
    using calls = openCalls();

    const head = await calls.send(to(`${other.origin}/end`, 307), { method: 'POST', text: 'again' });

    expect(head).toMatchObject({ status: 200, url: `${other.origin}/end`, redirected: true });
    expect(await calls.ask('http.text', head)).toBe('POST /end again');
    expect(calls.recorder.started.map(({ seq, url }) => [seq, url.origin])).toEqual([
      [1, server.origin],
      [2, other.origin],
    ]);
    expect(calls.recorder.ended.map(({ seq, status }) => [seq, status])).toEqual([
      [1, 307],
      [2, 200],
    ]);
  });

  test('makes a POST a GET where the web does', async () => {
    using calls = openCalls();
    const headers = [['content-type', 'text/plain']];

    await calls.send(to('/end', 303), { method: 'POST', text: 'x', headers });

    expect(server.arrived.at(-1)).toMatchObject({ method: 'GET', url: '/end', body: '' });
    expect(server.arrived.at(-1)?.headers).not.toHaveProperty('content-type');
  });

  test('to another origin takes no credentials along, whatever they are called', async () => {
    using calls = openCalls();
    const headers = [
      ['authorization', 'Bearer s3cret'],
      ['cookie', 'a=1'],
      ['x-api-key', 's3cret'],
      ['private-token', 's3cret'],
      ['accept', 'application/json'],
    ];

    await calls.send(to(`${other.origin}/end`), { headers });
    await calls.send(to('/end'), { headers });

    const kept = (headersOf: Arrived['headers'] | undefined): unknown =>
      ['authorization', 'cookie', 'x-api-key', 'private-token', 'accept'].map((name) => headersOf?.[name]);
    expect(kept(other.arrived.at(-1)?.headers)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'application/json',
    ]);
    expect(kept(server.arrived.at(-1)?.headers)).toEqual([
      'Bearer s3cret',
      'a=1',
      's3cret',
      's3cret',
      'application/json',
    ]);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'EGRESS_DENIED'],
    ['http://10.0.0.1/', 'EGRESS_DENIED'],
    ['http://[::1]:80/', 'EGRESS_DENIED'],
    ['http://2130706433:1/', 'FETCH_FAILED'],
    ['file:///etc/passwd', 'FETCH_REDIRECT'],
    ['http://user:pw@127.0.0.1/', 'FETCH_REDIRECT'],
  ])('to %s is checked as if the job had asked for it', async (target, expected) => {
    using calls = openCalls();

    await expect(calls.send(to(target))).rejects.toEqual(code(expected));
  });

  test('to a private address is refused where every host is allowed', async () => {
    const policy = new EgressPolicy('local/a/B', { jobs: 'local/*', hosts: ['http://*:*', 'http://127.0.0.1:*'] });
    using calls = openCalls({ policy });

    await expect(calls.send(to('http://10.0.0.1/'))).rejects.toEqual(code('EGRESS_ADDRESS'));
  });

  test('is given to the job, or an error, when it says so', async () => {
    using calls = openCalls();

    expect(await calls.send(to('/end'), { redirect: 'manual' })).toMatchObject({ status: 302, redirected: false });
    await expect(calls.send(to('/end'), { redirect: 'error' })).rejects.toEqual(code('FETCH_REDIRECT'));
  });

  test('that leads to itself ends', async () => {
    using calls = openCalls();

    await expect(calls.send(`${server.origin}/loop`)).rejects.toThrow('redirects more than 20 times');
    expect(calls.recorder.ended).toHaveLength(21);
  });
});

describe('limits', () => {
  test('a body that unpacks to more than may come back is given up on the way', async () => {
    using calls = openCalls({ limits: { fetchResponseBytes: MB } });

    for (const path of ['/bomb', '/twice', '/large']) {
      const head = await calls.send(server.origin + path);
      await expect(calls.ask('http.text', head)).rejects.toThrow(
        'The answer is larger than the limit of 1048576 bytes. Ask for less, or raise limits.fetchResponseBytes in the configuration.',
      );
    }
    expect(Math.max(...calls.recorder.ended.map(({ responseBytes }) => responseBytes))).toBeLessThan(2 * MB);
  });

  test('a body larger than may be sent is not', async () => {
    using calls = openCalls({ limits: { fetchRequestBytes: 4 } });

    await expect(calls.send(server.origin, { method: 'POST', text: '12345' })).rejects.toEqual(code('FETCH_LIMIT'));
    await expect(calls.send(server.origin, { method: 'POST', text: 'ééé' })).rejects.toEqual(code('FETCH_LIMIT'));
    await expect(calls.send(server.origin, { method: 'POST', base64: btoa('12345') })).rejects.toEqual(
      code('FETCH_LIMIT'),
    );
    await expect(calls.send(server.origin, { method: 'POST', text: '1234' })).resolves.toMatchObject({ status: 200 });
  });

  test('requests are counted, and those after redirects too', async () => {
    using calls = openCalls({ limits: { fetchCalls: 2 } });

    await calls.send(`${server.origin}/redirect?to=/end`);

    await expect(calls.send(server.origin)).rejects.toThrow('The run has sent 2 requests, which is its limit.');
    expect(calls.recorder.started).toHaveLength(2);
  });

  test('a server that does not answer, or does not come to an end, is given up', async () => {
    // Time enough for a head to come on a machine that is busy.
    using calls = openCalls({ limits: { fetchTimeMs: 1500 } });

    const silent = calls.send(`${server.origin}/silent`).catch((error: unknown) => error);
    const head = await calls.send(`${server.origin}/endless`);
    await calls.ask('http.read', head);
    await expect(calls.ask('http.read', head)).rejects.toEqual(code('FETCH_TIMEOUT'));
    expect(await silent).toEqual(code('FETCH_TIMEOUT'));
    expect(calls.recorder.ended.map(({ error }) => error)).toEqual([
      'JOBWRIGHT_FETCH_TIMEOUT',
      'JOBWRIGHT_FETCH_TIMEOUT',
    ]);
  });

  test('a server that sends its head byte by byte is given up all the same', async () => {
    const drip = createServer((socket) => {
      const timer = setInterval(() => socket.write('x'), 10);
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
      socket.on('error', () => undefined);
      socket.on('close', () => clearInterval(timer));
    }).listen(0, '127.0.0.1');
    await once(drip, 'listening');
    const { port } = drip.address() as { port: number };
    using calls = openCalls({ limits: { fetchTimeMs: 80 } });

    await expect(calls.send(`http://127.0.0.1:${port}/`)).rejects.toEqual(code('FETCH_TIMEOUT'));
    drip.close();
  });

  test('more calls than may be on their way wait for their turn', async () => {
    using calls = openCalls({ limits: { fetchConcurrent: 2 } });
    const endless = [await calls.send(`${server.origin}/endless`), await calls.send(`${server.origin}/endless`)];

    const waiting = calls.send(`${server.origin}/third`);
    const givenUp = calls.send(`${server.origin}/fourth`);
    await calls.ask('http.close', { id: 4 });
    await expect(givenUp).rejects.toEqual(code('FETCH_ABORTED'));
    expect(server.arrived.some(({ url }) => url === '/third')).toBe(false);
    await calls.ask('http.close', endless[0]);

    expect(await waiting).toMatchObject({ status: 200 });
    expect(server.arrived.some(({ url }) => url === '/fourth')).toBe(false);
  });

  test('answers that nobody reads keep no connection, as long as they are small', async () => {
    using calls = openCalls({ limits: { fetchConcurrent: 1 } });

    for (let count = 0; count < 5; count += 1) await calls.send(server.origin);

    await expect.poll(() => calls.recorder.ended.length, { timeout: 15_000 }).toBe(5);
  });
});

describe('an answer that breaks off', () => {
  test.each(['/broken', '/half-gzip', '/not-gzip'])('is an error and not half a body: %s', async (path) => {
    using calls = openCalls();

    const head = await calls.send(server.origin + path);

    await expect(calls.ask('http.text', head)).rejects.toEqual(code('FETCH_FAILED'));
    expect(calls.recorder.ended).toMatchObject([{ status: 200, error: 'JOBWRIGHT_FETCH_FAILED' }]);
  });

  test('a server that is not there is an error in words, without its address', async () => {
    using calls = openCalls();

    await expect(calls.send('http://127.0.0.1:1/')).rejects.toThrow(
      'http://127.0.0.1:1 cannot be reached: it refused the connection.',
    );
  });

  test('what is no HTTP is an error in words', async () => {
    const odd = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')).listen(0, '127.0.0.1');
    await once(odd, 'listening');
    const { port } = odd.address() as { port: number };
    using calls = openCalls();

    await expect(calls.send(`http://127.0.0.1:${port}/`)).rejects.toThrow('its answer is not valid HTTP');
    odd.close();
  });

  test('the end of the run closes every connection, and what waits for one ends', async () => {
    await using lonely = await LocalServer.start(answer);
    const calls = openCalls();
    const silent = calls.send(`${lonely.origin}/silent`);
    const head = await calls.send(`${lonely.origin}/endless`);
    await calls.ask('http.read', head);
    const reading = calls.ask('http.read', head);

    calls[Symbol.dispose]();

    await expect(silent).rejects.toEqual(code('FETCH_ABORTED'));
    await expect(reading).rejects.toEqual(code('FETCH_ABORTED'));
    await expect(calls.send(lonely.origin)).rejects.toEqual(code('FETCH_ABORTED'));
    await expect.poll(() => lonely.connections(), { timeout: 15_000 }).toBe(0);
    expect(calls.recorder.ended.map(({ error }) => error)).toEqual([
      'JOBWRIGHT_FETCH_ABORTED',
      'JOBWRIGHT_FETCH_ABORTED',
    ]);
  });
});

describe('requests that may change something', () => {
  test('are held back in a dry run, recorded, and counted', async () => {
    using calls = openCalls({ unsafe: 'withhold' });
    const before = server.arrived.length;

    const head = await calls.send(`${server.origin}/devices`, { method: 'POST', text: '{}' });
    await calls.send(`${server.origin}/devices`);

    expect(head).toMatchObject({ status: 202, notSent: true, url: `${server.origin}/devices` });
    expect(await calls.ask('http.text', head)).toBe('');
    expect(server.arrived.slice(before).map(({ method }) => method)).toEqual(['GET']);
    expect(calls.recorder.started.map(({ method, sent }) => [method, sent])).toEqual([
      ['POST', false],
      ['GET', true],
    ]);
    expect([calls.calls.withheld, calls.calls.sentUnsafe]).toEqual([1, 0]);
  });

  test('meet the policy in a dry run as they would in earnest', async () => {
    using calls = openCalls({ unsafe: 'withhold' });

    await expect(calls.send('https://other.example/', { method: 'POST' })).rejects.toEqual(code('EGRESS_DENIED'));
  });

  test('are refused to a read-only job', async () => {
    using calls = openCalls({ unsafe: 'refuse' });

    await expect(calls.send(server.origin, { method: 'DELETE' })).rejects.toEqual(code('FETCH_READ_ONLY'));
    expect(calls.recorder.started).toMatchObject([{ sent: false, error: 'JOBWRIGHT_FETCH_READ_ONLY' }]);
  });
});
