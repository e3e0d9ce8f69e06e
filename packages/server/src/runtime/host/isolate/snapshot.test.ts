import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InvocationOutcome } from '../../protocol.ts';
import { createRuntime } from './create-runtime.ts';
import { ensureSnapshots } from './ensure-snapshots.ts';
import { loadTestBundle, testLimits } from './session.fixture.ts';
import { type IsolateKind, isolateKinds } from './isolate-kind.ts';
import { readSnapshot } from './snapshot-file.ts';
import { snapshotFileOf } from './snapshot-path.ts';

let folder: string;
let bundleFile: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  bundleFile = join(folder, 'bundle.js');
  copyFileSync((await loadTestBundle()).file, bundleFile);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What gets a module an isolate of the kind. */
const mentions = { plain: '', models: '/* require("@mikro-orm/core") */ ' };

async function run(body: string, kind: IsolateKind = 'plain'): Promise<InvocationOutcome> {
  using runtime = await createRuntime({
    bundleFile,
    heapMb: testLimits.heapMb,
  });
  using session = runtime.openSession({
    code: `${mentions[kind]}const { Job } = require('@jobwright/sdk'); exports.Example = class extends Job { async run() { ${body} } };`,
    filename: 'job:///local/example',
    limits: testLimits,
    operations: { 'source.load': () => 42 },
    onLog: () => undefined,
    onProgress: () => undefined,
  });
  return await session.invoke('main', { className: 'Example', data: {}, commit: false, request: {}, jobResult: {} });
}

describe('the snapshot of a runtime', () => {
  test('is made once for each kind of isolate and beside the bundle', async () => {
    expect(readSnapshot(bundleFile, 'plain')).toBeUndefined();

    expect(await ensureSnapshots(bundleFile)).toBeUndefined();
    expect(await ensureSnapshots(bundleFile)).toBeUndefined();

    expect(readSnapshot(bundleFile, 'plain')).toBeDefined();
    expect(readSnapshot(bundleFile, 'models')).toBeDefined();
  });

  test.each(isolateKinds)('gives %s isolates that keep the same guarantees', async (kind) => {
    await ensureSnapshots(bundleFile);

    const outcome = await run(
      `return [await this.loadJson('x'), typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics,
      typeof ArrayBuffer.prototype.resize, Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('$')).length];`,
      kind,
    );

    expect(outcome).toEqual({
      kind: 'returned',
      value: { output: [42, 'undefined', 'undefined', 'undefined', 'undefined', 0] },
    });
  });

  test('gives each isolate random values of its own', async () => {
    await ensureSnapshots(bundleFile);

    const outcomes = [
      await run('return [Math.random(), crypto.randomUUID()];'),
      await run('return [Math.random(), crypto.randomUUID()];'),
    ];
    const values = outcomes.flatMap((outcome) => (outcome as { value: { output: unknown[] } }).value.output);

    expect(new Set(values).size).toBe(4);
  });

  test('is not used when it is damaged', async () => {
    await ensureSnapshots(bundleFile);
    const file = snapshotFileOf(bundleFile, 'plain');
    const content = readFileSync(file);
    content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, content);

    expect(readSnapshot(bundleFile, 'plain')).toBeUndefined();
    expect(await run('return 1;')).toEqual({ kind: 'returned', value: { output: 1 } });
  });

  test('is done without when it cannot be made, and the reason is given', async () => {
    writeFileSync(bundleFile, "throw new Error('at load');");

    const problem = await ensureSnapshots(bundleFile);

    expect(problem).toContain('at load');
    expect(isolateKinds.filter((kind) => existsSync(snapshotFileOf(bundleFile, kind)))).toEqual([]);
  });

  test('is done without when V8 ends the process that makes it', async () => {
    writeFileSync(bundleFile, `delete globalThis.Atomics; globalThis.$sandbox = { warmUp() {} };`);

    const problem = await ensureSnapshots(bundleFile);

    expect(problem).toContain('SIGTRAP');
    expect(isolateKinds.filter((kind) => existsSync(snapshotFileOf(bundleFile, kind)))).toEqual([]);
  });
});
