/** How a hostile program may end: by itself, or by a limit inside of the process or around it. */
export type HostileEnding =
  | 'returned'
  | 'threw'
  | 'cpu'
  | 'heap'
  | 'memory'
  | 'time'
  | 'logEntries'
  | 'logBytes'
  | 'bridgeCalls'
  | 'bridgeBytes'
  | 'output';

export interface HostileProgram {
  readonly name: string;
  /** Body of `run` of a job, or the whole module. */
  readonly body: string;
  readonly isModule?: boolean;
  /** Any of these. Several where it depends on the engine which of two limits is met first. */
  readonly endings: readonly HostileEnding[];
}

type Row = readonly [body: string, ...endings: readonly HostileEnding[]];

const memory: readonly Row[] = [
  ['const a = []; for (;;) a.push(Array.from({ length: 1e5 }, (_, i) => i));', 'heap'],
  ['const a = []; for (;;) a.push(new Array(1e6).fill(1.5));', 'heap', 'memory'],
  ['const a = []; for (;;) a.push(new Uint8Array(16 << 20).fill(1));', 'heap'],
  ['return new Uint8Array(2 ** 30).fill(1).length;', 'heap', 'threw'],
  ['const a = []; for (;;) a.push(new ArrayBuffer(1 << 24));', 'heap'],
  ['const a = []; for (;;) try { a.push(new Uint8Array(1 << 24).fill(1)); } catch {}', 'heap', 'cpu', 'memory'],
  ["let s = 'x'; for (;;) s += s;", 'heap', 'threw'],
  ["const a = []; for (let i = 0; ; i++) a.push('x'.repeat(1e5) + i + Math.random());", 'heap', 'cpu'],
  ["const a = []; for (let i = 0; ; i++) { const s = ('x' + i).repeat(1e5); s.charCodeAt(9); a.push(s); }", 'heap'],
  ["return 'x'.repeat(2 ** 29 - 24).split('').length;", 'heap', 'threw', 'memory'],
  ['const m = new Map(); for (let i = 0; ; i++) m.set(i, { i });', 'heap', 'cpu', 'threw'],
  ['const o = {}; for (let i = 0; ; i++) o["k" + i] = i;', 'heap', 'cpu'],
  ['const a = []; for (;;) a.push(() => a);', 'heap', 'cpu'],
  ['const a = []; for (;;) a.push(Symbol());', 'heap', 'cpu'],
  ['const a = []; for (;;) a.push(new RegExp("a".repeat(1000) + a.length));', 'heap', 'cpu', 'memory', 'threw'],
  ['let o = {}; for (;;) o = { o };', 'heap', 'cpu'],
  ['const a = []; for (;;) a.push(BigInt("0x" + "f".repeat(100000)));', 'heap', 'cpu'],
  [
    'const a = []; for (;;) a.push(new Intl.DateTimeFormat("de", { timeZone: "Europe/Berlin" }));',
    'heap',
    'cpu',
    'memory',
    'time',
  ],
  ['const a = []; for (;;) a.push(structuredClone(Array.from({ length: 1e5 }, (_, i) => i)));', 'heap', 'cpu'],
  ['return new Array(2 ** 32 - 1).fill(0).length;', 'heap', 'cpu', 'time', 'threw', 'memory'],
  ['return JSON.stringify(Array(1e7).fill("x".repeat(1e3))).length;', 'heap', 'threw', 'memory', 'cpu'],
  ['return Array(2 ** 28).join("xxxx").length;', 'heap', 'threw', 'cpu', 'returned'],
  ['const p = []; for (;;) p.push(new Promise(() => {}));', 'heap', 'cpu'],
  ['const a = []; for (;;) { a.push(new WeakRef({})); await null; }', 'heap', 'cpu'],
  ['const e = []; for (;;) e.push(new Error("x".repeat(1000)));', 'heap', 'cpu'],
  ['return new Float64Array(1 << 27).fill(1).length;', 'heap', 'threw'],
  ['return Buffer.alloc(1e9).length;', 'threw'],
];

const time: readonly Row[] = [
  ['for (;;);', 'cpu'],
  ['for (;;) await null;', 'cpu'],
  ['const f = () => Promise.resolve().then(f); await f();', 'cpu', 'heap'],
  ['const f = () => queueMicrotask(f); f(); await new Promise(() => {});', 'cpu'],
  ['for (;;) try { for (;;); } finally { continue; }', 'cpu'],
  ['for (;;) try { throw 1; } catch {}', 'cpu'],
  ['await new Promise(() => {});', 'time'],
  ['await { then() {} };', 'time'],
  ['await { then(resolve) { for (;;); } };', 'cpu'],
  ['for (;;) await new Promise((resolve) => setTimeout(resolve, 1));', 'time', 'cpu'],
  ['await new Promise((resolve) => setTimeout(resolve, 1e9));', 'time'],
  ['setInterval(() => {}, 0); await new Promise(() => {});', 'time', 'cpu'],
  ['for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1e6); await new Promise(() => {});', 'threw', 'cpu'],
  ['setTimeout(() => { for (;;); }); await new Promise(() => {});', 'cpu'],
  ["return /^(a+)+$/.test('a'.repeat(40) + 'b');", 'cpu'],
  ["return /(x+x+)+y/.test('x'.repeat(100));", 'cpu'],
  ["return /^(?=(a+))\\1*b$/.test('a'.repeat(1e5)) + /(.*)*\\1z/.test('b'.repeat(50));", 'cpu', 'returned'],
  ["return 'a'.repeat(1e6).replace(/(a|aa)+$/g, (x) => x.length).length;", 'cpu', 'returned', 'threw'],
  ['return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);', 'cpu', 'time'],
  ['return Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1);', 'cpu', 'time'],
  ['return Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1);', 'cpu', 'time'],
  [
    "return ('\\u0344'.repeat(1 << 23)).normalize('NFKD').length;",
    'cpu',
    'time',
    'heap',
    'threw',
    'memory',
    'returned',
  ],
  ['return String(3n ** 5000000n).length;', 'cpu', 'time', 'threw', 'returned'],
  ['let n = 3n; for (;;) n *= n;', 'cpu', 'time', 'threw', 'heap', 'memory'],
  ['return (10n ** 3000000n % 7n ** 1000001n).toString().length;', 'cpu', 'time', 'threw', 'returned'],
  ['return Array.from({ length: 2 ** 40 }).length;', 'cpu', 'heap', 'threw'],
  ['return Array(2 ** 31).sort().length;', 'cpu', 'heap', 'threw', 'returned', 'time', 'memory'],
  ['const a = Array.from({ length: 1e6 }, (_, i) => i); for (;;) a.sort(() => Math.random() - 0.5);', 'cpu'],
  [
    'return new Date(8.64e15).toLocaleString("en", { dateStyle: "full" }).repeat(1e5).localeCompare("x");',
    'returned',
    'cpu',
  ],
  ['return [..."x".repeat(1e7)].reverse().join("").length;', 'returned', 'heap', 'cpu', 'threw'],
  ["const parts = 'x'.repeat(1e6); let n = 0; for (;;) n += parts.split('').length;", 'cpu', 'heap'],
  ['function* g() { for (;;) yield 1; } for (const _ of g());', 'cpu'],
  ['for await (const _ of (async function* () { for (;;) yield 1; })());', 'cpu'],
  ['const o = new Proxy({}, { ownKeys() { for (;;); } }); return Object.keys(o);', 'cpu'],
];

const errors: readonly Row[] = [
  ['const f = () => f() + 1; return f();', 'threw', 'cpu'],
  ['const f = async () => (await f()) + 1; return f();', 'threw', 'heap', 'cpu'],
  ['class A { get x() { return this.x; } } return new A().x;', 'threw', 'cpu'],
  ["return JSON.parse('['.repeat(1e6));", 'threw', 'heap', 'cpu'],
  ["return eval('('.repeat(1e5) + '1' + ')'.repeat(1e5));", 'threw', 'returned'],
  ["return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('x');", 'threw', 'returned'],
  ['let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a;', 'threw'],
  ['const e = new Error("x"); Object.defineProperty(e, "message", { get() { for (;;); } }); throw e;', 'cpu', 'time'],
  ['const e = new Error("x"); Object.defineProperty(e, "stack", { get() { for (;;); } }); throw e;', 'cpu', 'time'],
  ['const e = new Error("x"); Object.defineProperty(e, "name", { get() { throw e; } }); throw e;', 'threw'],
  ['const e = new Error("x"); e.cause = e; throw e;', 'threw'],
  ['const e = new Error("x"); e.errors = [e, e, e, e, e, e, e, e, e, e]; e.cause = e; throw e;', 'threw'],
  ['throw new Proxy(new Error("x"), { get() { for (;;); } });', 'cpu', 'threw'],
  ['throw { toString() { for (;;); } };', 'threw'],
  ['throw { toString() { throw this; }, get message() { throw this; } };', 'threw'],
  ['throw null;', 'threw'],
  ['throw Object.create(null);', 'threw'],
  ['throw "x".repeat(1e7);', 'threw', 'heap'],
  [
    'throw Object.assign(new Error("x".repeat(1e7)), { code: "y".repeat(1e7), stack: "z".repeat(1e7) });',
    'threw',
    'heap',
  ],
  ['Error.prepareStackTrace = () => { for (;;); }; throw new Error("x");', 'cpu', 'time'],
  ['Error.prepareStackTrace = () => { throw 1; }; null.x;', 'threw'],
  [
    'Error.stackTraceLimit = Infinity; const f = (n) => { if (n) f(n - 1); else throw new Error("x"); }; f(5000);',
    'threw',
  ],
  [
    'void Promise.reject(new Proxy({}, { get() { for (;;); } })); await new Promise((r) => setTimeout(r, 50));',
    'cpu',
    'threw',
    'time',
  ],
  ['for (let i = 0; i < 1e5; i++) void Promise.reject(i); await new Promise((r) => setTimeout(r, 50));', 'threw'],
  ['return { toJSON() { for (;;); } };', 'cpu'],
  ['return { get x() { throw new Error("getter"); } };', 'threw'],
  [
    'return new Proxy([], { get(t, k) { return k === "length" ? 2 ** 53 - 1 : t[k]; } });',
    'cpu',
    'heap',
    'threw',
    'output',
  ],
  ['return "x".repeat(1e8);', 'output', 'heap', 'threw'],
  ['return Array.from({ length: 1e5 }, (_, i) => "entry " + i);', 'output'],
];

const floods: readonly Row[] = [
  ["for (;;) this.logInfo('x');", 'logEntries'],
  ["for (;;) try { this.logInfo('x'); } catch {}", 'logEntries'],
  ["for (;;) this.logInfo('x'.repeat(1e5));", 'logBytes'],
  ["this.logInfo('x'.repeat(1e8));", 'returned', 'logBytes', 'heap'],
  ["for (;;) console.log('x');", 'logEntries'],
  ['for (;;) try { console.log({ a: [1, 2, 3] }); } catch {}', 'logEntries'],
  ['for (;;) this.progress(1, 2, "x".repeat(1e4));', 'cpu'],
  // Which of two limits a fast loop meets first depends on the machine.
  ["for (;;) await this.loadJson('x');", 'bridgeCalls', 'cpu'],
  ["for (;;) void this.loadJson('x').catch(() => {});", 'bridgeCalls', 'heap', 'cpu'],
  ["for (;;) try { await this.loadJson('x'); } catch {}", 'bridgeCalls', 'cpu'],
  ["for (;;) await this.loadJson('x'.repeat(900));", 'bridgeCalls', 'bridgeBytes', 'cpu'],
  ["await Promise.all(Array.from({ length: 1e5 }, () => this.loadJson('x')));", 'bridgeCalls', 'heap'],
  ["await this.loadJson('x'.repeat(2e7));", 'bridgeBytes', 'heap', 'threw'],
  ["await this.loadJson('large');", 'bridgeBytes'],
  ["await this.loadJson('never');", 'time'],
  ["return this.loadJson('fail').catch((error) => [error.message, error.stack].join());", 'returned'],
  ['console.log(new Proxy({}, { ownKeys() { for (;;); } }));', 'cpu'],
  ['const a = []; a.push(a); console.log(a, Array(1e7).fill(a)); return 1;', 'returned', 'heap'],
  ["for (;;) new URL('http://x/' + 'a'.repeat(1e4));", 'cpu', 'heap'],
  ['for (;;) crypto.randomUUID();', 'cpu'],
];

const escapes: readonly Row[] = [
  ["return this.constructor.constructor('return typeof process')();", 'returned'],
  ["return (async () => {}).constructor('return typeof require')();", 'returned'],
  ["return [].filter.constructor('return this')() === globalThis;", 'returned'],
  ["return typeof console.log.constructor('return process')();", 'threw'],
  ["return typeof setTimeout.constructor('return globalThis.process')();", 'returned'],
  ["return typeof URL.constructor.constructor('return process')();", 'threw'],
  [
    "try { await this.loadJson('fail'); } catch (error) { return typeof error.constructor.constructor('return process')(); }",
    'threw',
  ],
  ["Object.prototype.polluted = 1; return this.loadJson('x');", 'returned'],
  ['return this.loadJson(JSON.parse(\'{"__proto__":{"polluted":1}}\'));', 'threw'],
  ['return this.loadJson({ constructor: { prototype: { polluted: 1 } } });', 'threw'],
  ['return JSON.parse(\'{"__proto__":{"polluted":1}}\');', 'threw'],
  ["return require('node:fs').readFileSync('/etc/passwd');", 'threw'],
  ["return import('node:fs');", 'threw'],
  ["return this.em.getConnection().execute('select 1');", 'threw'],
  ['return Object.getOwnPropertyNames(globalThis).filter((name) => /ivm|host|bridge|\\$/i.test(name));', 'returned'],
  ['arguments.callee.caller.constructor("return process")();', 'threw'],
  ['Promise.prototype.then = () => { for (;;); }; return 1;', 'returned', 'cpu'],
  ['JSON.stringify = () => "{}"; JSON.parse = () => ({}); Map.prototype.get = () => 1; return 7;', 'returned'],
  ['Object.prototype.toJSON = () => { throw new Error("x"); }; throw new Error("y");', 'threw'],
  [
    'Array.prototype[Symbol.iterator] = () => { throw new Error("x"); }; Function.prototype.call = 1; return 7;',
    'returned',
    'threw',
  ],
  ['Object.freeze(Object.prototype); Object.freeze(globalThis); return 7;', 'returned', 'threw'],
  [
    'for (const name of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[name]; } catch {} return 7;',
    'returned',
    'threw',
  ],
  ['delete Error.prototype.name; Error = undefined; throw 5;', 'threw'],
];

const requests: readonly Row[] = [
  ["for (;;) fetch('http://127.0.0.1:1/').catch(() => undefined);", 'bridgeCalls', 'cpu', 'heap'],
  ["for (;;) await fetch('http://127.0.0.1:1/').catch(() => undefined);", 'bridgeCalls', 'cpu', 'time'],
  ["return fetch('https://169.254.169.254/latest/meta-data/');", 'threw'],
  ["return fetch('https://[::ffff:127.0.0.1]/');", 'threw'],
  ["return fetch('https://0x7f.1/');", 'threw'],
  ["return fetch('http://127.0.0.1:5432/');", 'threw'],
  ["return fetch('file:///etc/passwd');", 'threw'],
  ["return fetch('data:text/plain,x');", 'threw'],
  ["return typeof (await fetch.constructor('return process')());", 'threw'],
  [
    "return typeof (await fetch('http://127.0.0.1:1/').catch((error) => error)).constructor.constructor('return process')();",
    'threw',
  ],
  [
    "await fetch('http://127.0.0.1:1/', { method: 'POST', body: 'x'.repeat(3e6) });",
    'bridgeBytes',
    'heap',
    'cpu',
    'threw',
  ],
  ["new Headers((function* () { for (;;) yield ['a', 'b']; })());", 'heap', 'cpu'],
  ['AbortSignal.any((function* () { for (;;) yield new AbortController().signal; })());', 'heap', 'cpu'],
  ["const c = new AbortController(); c.signal.addEventListener('abort', () => { for (;;); }); c.abort();", 'cpu'],
  [
    "Object.defineProperty(Request.prototype, 'method', { get: () => 'GET / HTTP/1.1\\r\\n\\r\\n' }); await fetch('http://127.0.0.1:1/');",
    'threw',
  ],
  [
    "Object.defineProperty(Request.prototype, 'url', { get: () => ({ toJSON() { for (;;); } }) }); await fetch('http://127.0.0.1:1/');",
    'cpu',
  ],
  ["void fetch('http://127.0.0.1:1/'); return 7;", 'returned', 'threw'],
];

const modules: readonly Row[] = [
  ['for (;;);', 'cpu'],
  ['throw new Error("at import");', 'threw'],
  ['const = 5;', 'threw'],
  ['}); while (true); (function () {', 'cpu'],
  ['exports.Example = 5;', 'threw'],
  [
    "const { Job } = require('@jobwright/sdk'); exports.Example = class extends Job { constructor() { for (;;); } };",
    'cpu',
  ],
  [
    "const { Job } = require('@jobwright/sdk'); exports.Example = class extends Job { constructor() { throw 1; } };",
    'threw',
  ],
  ['module.exports = new Proxy({}, { get() { for (;;); }, ownKeys() { for (;;); } });', 'cpu'],
  ['const a = []; for (;;) a.push(new Array(1e6).fill(a));', 'heap', 'memory'],
  ['await new Promise(() => {});', 'threw'],
];

/** On a machine that is busy, whatever uses up memory may run out of time before. */
function withTime(endings: readonly HostileEnding[]): readonly HostileEnding[] {
  return endings.includes('heap') || endings.includes('output') ? [...endings, 'cpu', 'time'] : endings;
}

/** Programs that try to break out, to use up what they can, or to end in a way that nobody can report. */
export const hostilePrograms: readonly HostileProgram[] = [
  ...[...memory, ...time, ...errors, ...floods, ...escapes, ...requests].map(([body, ...endings]) => ({
    name: body,
    body,
    endings: withTime(endings),
  })),
  ...modules.map(([body, ...endings]) => ({
    name: `module: ${body}`,
    body,
    endings: withTime(endings),
    isModule: true,
  })),
];
