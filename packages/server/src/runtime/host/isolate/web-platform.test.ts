import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestRuntime } from './session.fixture.ts';

let sandbox: TestRuntime;

beforeAll(async () => {
  sandbox = await TestRuntime.create();
});
afterAll(() => sandbox[Symbol.dispose]());

/** Expressions whose value in the isolate has to be that in Node, which has the real thing. */
const sameAsNode: readonly string[] = [
  "new URL('/p?a=1&b=%20c&a=2#h', 'https://user:pw@example.com:8443/x/y').href",
  "['href','origin','protocol','username','password','host','hostname','port','pathname','search','hash'].map((k) => new URL('https://u:p@ex.com:81/a/b?c=d#e')[k])",
  "(() => { const u = new URL('http://a.b/c'); u.port = '8080'; u.pathname = '/ü'; u.searchParams.append('q', 'a b&c'); u.hash = 'x'; return [u.href, JSON.stringify(u), String(u)]; })()",
  "(() => { const u = new URL('http://a.b/?x=1'); u.search = '?y=2'; return [u.searchParams.get('x'), u.searchParams.get('y')]; })()",
  "(() => { try { new URL('nonsense'); } catch (error) { return [error.name, error.message, error.code]; } })()",
  "[URL.canParse('x:y'), URL.canParse('no'), URL.parse('no')]",
  "new URLSearchParams('a=1&b=%C3%A9&c=x+y&a=%zz&=e&f').toString()",
  "[...new URLSearchParams([['a', '1'], ['b', '2']])]",
  "new URLSearchParams({ a: 'x y', b: \"!'()~*-._\" }).toString()",
  "(() => { const p = new URLSearchParams('b=2&a=1&a=3'); p.sort(); p.set('a', '9'); p.delete('b'); return [p.toString(), p.size, p.has('a'), p.has('a', '1'), p.getAll('a')]; })()",
  "[...new TextEncoder().encode('aé€😀\\ud800x')]",
  'new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80]))',
  'new TextDecoder().decode(new Uint8Array([0x61, 0xff, 0xe2, 0x82, 0x62, 0xc0, 0x80, 0xf5, 0xed, 0xa0, 0x80, 0xf0, 0x9f]))',
  '(() => { const d = new TextDecoder(); return [[0xe2], [0x82, 0xac, 0xf0], [0x9f, 0x98, 0x80], []].map((b, i) => d.decode(new Uint8Array(b), { stream: i < 3 })); })()',
  "(() => { try { new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])); } catch (error) { return error.name; } })()",
  "new TextEncoder().encodeInto('a€b', new Uint8Array(3))",
  "[btoa('h\\u00e9llo'), btoa(''), btoa('ab'), atob('aGk='), atob(' aG k '), atob('aGk')]",
  "['\\u0100', ].map((t) => { try { return btoa(t); } catch (error) { return error.name; } })",
  "['a', 'a===', '&'].map((t) => { try { return atob(t); } catch (error) { return error.name; } })",
  'structuredClone({ a: [1, { b: new Date(5) }], m: [...structuredClone(new Map([[1, { x: 2 }]]))], s: [...structuredClone(new Set([1]))], u: undefined, n: null })',
  '(() => { const a = { x: 1 }; a.self = a; const b = structuredClone(a); return [b.self === b, b !== a]; })()',
  '(() => { const v = new Uint8Array([1, 2, 3]).subarray(1); const c = structuredClone(v); v[0] = 9; return [[...c], c.byteOffset]; })()',
  "(() => { const e = structuredClone(new RangeError('x', { cause: 1 })); return [e instanceof RangeError, e.message, e.cause]; })()",
  '[() => 1, Symbol("x"), new WeakMap()].map((v) => { try { structuredClone(v); } catch (error) { return error.name; } })',
  'structuredClone(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }))',
  '[typeof queueMicrotask, typeof Intl, typeof performance.now(), crypto.randomUUID().length]',
  "new Intl.NumberFormat('de-CH', { style: 'currency', currency: 'CHF' }).format(1234.5)",
  "new Date(0).toLocaleString('en-GB', { timeZone: 'Europe/Zurich' })",
];

describe('the web platform in the isolate', () => {
  test.each(sameAsNode)('gives what Node gives: %s', async (expression) => {
    // oxlint-disable-next-line no-eval, typescript/no-implied-eval -- the expression is one of those above
    const expected = JSON.parse(JSON.stringify((0, eval)(expression) ?? null)) as unknown;

    expect(await sandbox.evaluate(`return ${expression};`)).toEqual(expected);
  });

  test('random values are random, and UUIDs are of version 4', async () => {
    const [first, second, bytes] = (await sandbox.evaluate(
      'return [crypto.randomUUID(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(2200))]];',
    )) as [string, string, number[]];

    expect(first).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(second).not.toBe(first);
    expect(new Set(bytes).size).toBeGreaterThan(200);
  });

  test('timers come in the order of their time, and can be cleared', async () => {
    const output = await sandbox.evaluate(`
      const order = [];
      setTimeout(() => order.push('late'), 40);
      setTimeout((a, b) => order.push(a + b), 5, 'ear', 'ly');
      clearTimeout(setTimeout(() => order.push('never'), 10));
      let ticks = 0;
      const interval = setInterval(() => { if (++ticks === 3) clearInterval(interval); }, 2);
      await new Promise((resolve) => setTimeout(resolve, 60));
      return [order, ticks];`);

    expect(output).toEqual([['early', 'late'], 3]);
  });

  test('an error in a timer ends the run', async () => {
    const { outcome } = await sandbox.run(
      "setTimeout(() => { throw new Error('in a timer'); }, 1); await new Promise((resolve) => setTimeout(resolve, 500));",
    );

    expect(outcome).toMatchObject({ kind: 'threw', error: { message: expect.stringContaining('in a timer') } });
  });
});

describe('console', () => {
  async function logged(statements: string): Promise<readonly string[]> {
    const { entries } = await sandbox.run(statements);
    return entries.map(({ message }) => message);
  }

  test('writes debug entries of the method that runs', async () => {
    const { entries } = await sandbox.run("console.error('x'); console.warn('y');");

    expect(entries).toEqual([
      { group: 'run', level: 'debug', message: 'x' },
      { group: 'run', level: 'debug', message: 'y' },
    ]);
  });

  test.each([
    ["console.log('a', 1, true, null, undefined, 5n, Symbol('s'), -0)", 'a 1 true null undefined 5n Symbol(s) -0'],
    ["console.log('%s is %d%% of %j, %o', 'x', 5, { a: 1 }, [2], 'rest')", 'x is 5% of {"a":1}, [ 2 ] rest'],
    ["console.log({ a: 'x', 'b c': [1, { d: new Map([[1, { e: 2 }]]) }] })", "{ a: 'x', 'b c': [ 1, { d: [Map] } ] }"],
    ['const a = { n: 1 }; a.self = a; console.log(a)', '{ n: 1, self: [Circular] }'],
    ['console.log(class A {}, () => 1, function f() {})', '[class A] [Function: (anonymous)] [Function: f]'],
    ['console.log(new (class Site { name = "AMS" })())', "Site { name: 'AMS' }"],
    ['console.log({ get a() { throw 1; }, set b(v) {} })', '{ a: [Getter], b: [Setter] }'],
    [
      'console.log(new Set([1]), new Uint8Array(2), /x/g, new Date(0))',
      'Set(1) { 1 } Uint8Array(2) [ 0, 0 ] /x/g 1970-01-01T00:00:00.000Z',
    ],
    ['console.log(Array.from({ length: 102 }, () => 0).fill(7))', `[\n${'  7,\n'.repeat(100)}  … 2 more\n]`],
    ["console.group('g'); console.log('in'); console.groupEnd(); console.assert(false, 'no')", 'g'],
    ['console.log(new Proxy({}, { ownKeys() { throw 1; } }))', '[cannot be shown]'],
  ])('%s', async (statement, message) => {
    expect((await logged(`${statement};`))[0]).toBe(message);
  });

  test('shows errors with their frames', async () => {
    expect((await logged("console.log(new Error('x'))"))[0]).toMatch(
      /^Error: x\n +at Example\.run \(job:\/\/\/local\/example:2:/,
    );
  });

  test('cuts long messages', async () => {
    const { entries } = await sandbox.run("console.log('x'.repeat(200000));", { limits: { logBytes: 1e6 } });

    expect(entries[0]?.message).toHaveLength(100_001);
  });
});
