import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ivm from 'isolated-vm';
import { nodeBuiltinsPlugin } from '../bundle/node-builtins-plugin.ts';
import type { OperationTable } from '../runtime.ts';

/** An isolate with the sandbox's MikroORM, the suite's models and programs in it. Dispose of it to free it. */
export interface IsolateHarness extends Disposable {
  /** Runs `export`ed function `name` of the entry inside, with the operations of one unit of work. */
  run(name: string, argument: unknown, operations: OperationTable): Promise<unknown>;
  /** Calls of the host so far. */
  readonly calls: number;
}

const here = dirname(fileURLToPath(import.meta.url));
const slices = { timeout: 120_000 } as const;

/** What the isolate needs before the bundle; the session has a real prelude. */
const prelude = `
globalThis.console = { log() {}, warn() {}, error() {}, info() {}, debug() {} };
globalThis.Buffer = class Buffer extends Uint8Array { static isBuffer() { return false; } };
globalThis.btoa = (text) => { const abc = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'; let out = ''; for (let i = 0; i < text.length; i += 3) { const n = (text.charCodeAt(i) << 16) | ((text.charCodeAt(i + 1) || 0) << 8) | (text.charCodeAt(i + 2) || 0); out += abc[n >> 18] + abc[(n >> 12) & 63] + (i + 1 < text.length ? abc[(n >> 6) & 63] : '=') + (i + 2 < text.length ? abc[n & 63] : '='); } return out; };
globalThis.atob = (text) => { const abc = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'; let bits = 0, n = 0, out = ''; for (const c of text) { const v = abc.indexOf(c); if (v < 0) continue; n = (n << 6) | v; bits += 6; if (bits >= 8) { bits -= 8; out += String.fromCharCode((n >> bits) & 255); } } return out; };
globalThis.crypto = { getRandomValues(bytes) { for (let i = 0; i < bytes.length; i++) bytes[i] = Math.random() * 256; return bytes; } };
`;

/** Inside: one function that starts a program, one that takes replies. */
const bridge = `(() => {
  const pending = new Map();
  let last = 0;
  const send = $send, done = $done;
  delete globalThis.$send;
  delete globalThis.$done;
  globalThis.harness.setCall((operation, args) => new Promise((resolve, reject) => {
    pending.set(++last, [resolve, reject]);
    send(last, operation, JSON.stringify(args));
  }));
  const plain = (e) => ({ name: e?.name, message: e?.message ?? String(e), code: e?.code, stack: e?.stack });
  return [
    (id, ok, text) => {
      const [resolve, reject] = pending.get(id);
      pending.delete(id);
      const value = JSON.parse(text);
      if (ok) resolve(value);
      else reject(Object.assign(new Error(value.message), value));
    },
    (id, name, argument) => {
      Promise.resolve().then(() => globalThis.harness.programs[name](JSON.parse(argument))).then(
        (value) => done(id, true, JSON.stringify(value ?? null)),
        (error) => done(id, false, JSON.stringify(plain(error))),
      );
    },
  ];
})()`;

/** Builds the entry (it calls `harness.programs = …`) into an isolate on this thread. */
export async function createIsolateHarness(entry: string): Promise<IsolateHarness> {
  const code = prelude + (await bundle(entry));
  const isolate = new ivm.Isolate({ memoryLimit: 512 });
  const context = isolate.createContextSync();
  isolate.compileScriptSync(code, { filename: 'runtime.js' }).runSync(context);
  let operations: OperationTable = {};
  let calls = 0;
  const running = new Map<string, { resolve(value: unknown): void; reject(error: Error): void }>();
  let reply: ivm.Reference | undefined;
  const answer = (id: number, ok: boolean, value: unknown): void => {
    reply?.applySync(undefined, [id, ok, JSON.stringify(value ?? null)], slices);
  };
  context.global.setSync(
    '$send',
    new ivm.Callback((id: number, operation: string, args: string) => {
      calls += 1;
      void Promise.resolve()
        .then(() => operations[operation]?.(JSON.parse(args)))
        .then(
          (value) => answer(id, true, value),
          (error: Error & { code?: string; details?: unknown }) =>
            answer(id, false, { name: error.name, message: error.message, code: error.code, details: error.details }),
        );
    }),
  );
  context.global.setSync(
    '$done',
    new ivm.Callback((id: string, ok: boolean, text: string) => {
      const run = running.get(id);
      running.delete(id);
      const value: unknown = JSON.parse(text);
      if (ok) run?.resolve(value);
      else run?.reject(Object.assign(new Error((value as Error).message), value));
    }),
  );
  const doors = context.evalSync(bridge, { reference: true }) as ivm.Reference<unknown[]>;
  reply = doors.getSync(0 as never, { reference: true }) as unknown as ivm.Reference;
  const start = doors.getSync(1 as never, { reference: true }) as unknown as ivm.Reference;
  return {
    get calls() {
      return calls;
    },
    run: (name, argument, table) => {
      operations = table;
      const id = randomUUID();
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      running.set(id, { resolve, reject });
      start.applySync(undefined, [id, name, JSON.stringify(argument ?? null)], slices);
      return promise;
    },
    [Symbol.dispose]: () => isolate.dispose(),
  };
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    stdin: { contents: entry, resolveDir: here, sourcefile: 'harness-entry.ts', loader: 'ts' },
    absWorkingDir: here,
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import', 'browser', '@jobwright/source'],
    target: 'es2024',
    keepNames: true,
    logLevel: 'silent',
    tsconfigRaw: {},
    plugins: [nodeBuiltinsPlugin({ stubFor: /[\\/]@mikro-orm[\\/]core[\\/]/ })],
  });
  return result.outputFiles[0]?.text ?? '';
}
