import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawJson } from '../../runtime.ts';
import { TestRuntime } from './session.fixture.ts';

let sandbox: TestRuntime;

beforeAll(async () => {
  sandbox = await TestRuntime.create();
});
afterAll(() => sandbox[Symbol.dispose]());

/** Jobs reach the host through `this.loadJson` here: an operation like any other. */
const load = "await this.loadJson('x.json')";

describe('inside the isolate', () => {
  test('no Node global exists', async () => {
    const output = await sandbox.evaluate(
      `return ['process', 'Buffer', 'global', 'require', 'module', 'exports', 'setImmediate', '__dirname', 'AsyncLocalStorage'].filter((name) => name in globalThis);`,
    );

    expect(output).toEqual([]);
  });

  test('nothing of the platform is left on the global object', async () => {
    const output = await sandbox.evaluate(
      "return Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('$'));",
    );

    expect(output).toEqual([]);
  });

  test('memory that the heap limit does not count cannot be had', async () => {
    const output = await sandbox.evaluate(`
      let message; try { new ArrayBuffer(8, { maxByteLength: 1 << 30 }); } catch (error) { message = error.message; }
      return [typeof WebAssembly, typeof SharedArrayBuffer, typeof Atomics, typeof ArrayBuffer.prototype.resize,
        new ArrayBuffer(8).constructor === ArrayBuffer, new ArrayBuffer(8).byteLength, message];`);

    expect(output).toEqual([
      'undefined',
      'undefined',
      'undefined',
      'undefined',
      true,
      8,
      'Resizable array buffers are not available in jobs.',
    ]);
  });

  test('one run sees nothing of the run before', async () => {
    await sandbox.run('globalThis.left = 1; Array.prototype.left = 1; require("@jobwright/sdk").left = 1;');

    const output = await sandbox.evaluate("return [typeof left, typeof [].left, 'left' in require('@jobwright/sdk')];");

    expect(output).toEqual(['undefined', 'undefined', false]);
  });

  test('require serves the packages of the runtime and says so for everything else', async () => {
    const { outcome } = await sandbox.runModule("const fs = require('node:fs');");

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: {
        code: 'JOBWRIGHT_MODULE_UNAVAILABLE',
        message:
          '"node:fs" cannot be imported in jobs. Available are relative files of the same source and: @jobwright/sdk, @mikro-orm/core.',
      },
    });
  });
});

describe('limits', () => {
  /** What is tested is another limit, also on a machine that is busy. */
  const patient = { cpuMs: 30_000, softTimeMs: 30_000, timeMs: 30_000 };

  test('an endless loop ends as the CPU limit', async () => {
    const { outcome } = await sandbox.run('for (;;);', { limits: { cpuMs: 300 } });

    expect(outcome).toEqual({
      kind: 'limit',
      limit: 'cpu',
      message:
        'The run used more processor time (CPU) than the limit "cpu" of 300 ms. Look for an endless loop, do less in one run, or raise limits.cpuMs in the configuration.',
    });
  });

  test('an endless promise loop ends as the CPU limit', async () => {
    const { outcome } = await sandbox.run('for (;;) await null;', { limits: { cpuMs: 300 } });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'cpu' });
  });

  test('an endless loop at import ends as the CPU limit', async () => {
    const { outcome } = await sandbox.runModule('for (;;);', { limits: { cpuMs: 300 } });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'cpu' });
  });

  test('an endless loop of host calls ends as the limit of calls', async () => {
    const { outcome } = await sandbox.run(`for (;;) ${load};`, {
      limits: { bridgeCalls: 100 },
      operations: { 'source.load': () => 1 },
    });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'bridgeCalls' });
  });

  test('a loop that waits for timers ends as the time limit', async () => {
    const { outcome } = await sandbox.run('for (;;) await new Promise((resolve) => setTimeout(resolve, 5));', {
      limits: { timeMs: 300, softTimeMs: 300_000 },
    });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'time' });
  });

  test('awaiting what nothing can resolve ends at once and says why', async () => {
    const { outcome } = await sandbox.run('await new Promise(() => undefined);', { limits: { timeMs: 600_000 } });

    expect(outcome).toEqual({
      kind: 'limit',
      limit: 'time',
      message:
        'The job waits for a promise that nothing is left to resolve: no query and no timer is pending. It was ended now instead of at the time limit "time" of 600000 ms.',
    });
  });

  test('growing arrays end as the heap limit', async () => {
    const { outcome } = await sandbox.run(
      'const kept = []; for (;;) kept.push(Array.from({ length: 1e5 }, (_, i) => i));',
      { limits: patient },
    );

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'heap' });
  });

  test('growing typed arrays end as the heap limit', async () => {
    const { outcome } = await sandbox.run('const kept = []; for (;;) kept.push(new Uint8Array(1e7).fill(1));', {
      limits: patient,
    });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'heap' });
  });

  test('too many log entries end as their limit, with the entries before kept', async () => {
    const { outcome, entries } = await sandbox.run("for (;;) this.logInfo('x');", { limits: { logEntries: 10 } });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'logEntries' });
    expect(entries).toHaveLength(10);
  });

  test('catching what a log method throws past its limit changes nothing, and the watcher is told at once', async () => {
    sandbox.passedLimits.length = 0;

    const { outcome } = await sandbox.run("for (;;) try { this.logInfo('x'.repeat(1000)); } catch {}", {
      limits: { logBytes: 5000, cpuMs: 300 },
    });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'logBytes' });
    expect(sandbox.passedLimits).toEqual(['logBytes']);
  });

  test('large arguments end as the limit of bridge bytes', async () => {
    const { outcome } = await sandbox.run("await this.loadJson('x'.repeat(10000));", {
      limits: { bridgeBytes: 5000 },
      operations: { 'source.load': () => 1 },
    });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'bridgeBytes' });
  });

  test('large answers end as the limit of bridge bytes', async () => {
    const { outcome } = await sandbox.run(load, {
      limits: { bridgeBytes: 5000 },
      operations: { 'source.load': () => 'x'.repeat(10_000) },
    });

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'bridgeBytes' });
  });

  test('too long an output ends as its limit', async () => {
    const { outcome } = await sandbox.run("return 'x'.repeat(20000);");

    expect(outcome).toMatchObject({ kind: 'limit', limit: 'output' });
  });

  test('past a limit that ended the isolate, postRun is answered with that limit', async () => {
    const { postRun } = await sandbox.run('for (;;);', { limits: { cpuMs: 200 }, withPostRun: true });

    expect(postRun).toMatchObject({ kind: 'limit', limit: 'cpu' });
  });

  test('limits of many days are no reason to end at once', async () => {
    const { outcome } = await sandbox.run('await new Promise((resolve) => setTimeout(resolve, 20)); return 1;', {
      limits: { timeMs: 1e12, softTimeMs: 1e12, cpuMs: 1e12 },
    });

    expect(outcome).toEqual({ kind: 'returned', value: { output: 1 } });
  });

  test('stopping ends the run with the reason', async () => {
    const { outcome } = await sandbox.run('await new Promise((resolve) => setTimeout(resolve, 60000));', {
      onStarted: (session) => void delay(50).then(() => session.stop('Enough.')),
    });

    expect(outcome).toEqual({ kind: 'limit', limit: 'stopped', message: 'Enough.' });
  });
});

describe('the soft time limit', () => {
  const limits = { softTimeMs: 100, timeMs: 5000 };

  test('can be caught where the job sets a timer', async () => {
    const body = `try { for (;;) await new Promise((resolve) => setTimeout(resolve, 5)); }
      catch (error) { return [error instanceof SoftTimeLimitExceeded, error.code, error.softTimeLimitMs]; }`;

    expect(await sandbox.evaluate(body, { limits })).toEqual([true, 'JOBWRIGHT_RUN_SOFT_TIME_LIMIT', 100]);
  });

  test('can be caught in a loop that only logs', async () => {
    const body = "try { for (;;) this.logInfo('x'); } catch (error) { this.logInfo('tidy'); return error.name; }";

    expect(await sandbox.evaluate(body, { limits: { ...limits, logEntries: 1e9, logBytes: 1e9 } })).toBe(
      'SoftTimeLimitExceeded',
    );
  });

  test('interrupts an operation that only reads, while the job waits for it', async () => {
    const body = `try { ${load} } catch (error) { return error.name; }`;

    const output = await sandbox.evaluate(body, {
      limits,
      operations: { 'source.load': () => delay(3000, 1, { ref: false }) },
    });

    expect(output).toBe('SoftTimeLimitExceeded');
  });

  test('is given once: the job can use the platform to tidy up', async () => {
    const body = `try { for (;;) ${load}; } catch { return ${load}; }`;

    const output = await sandbox.evaluate(body, {
      limits: { ...limits, bridgeCalls: 1e9, bridgeBytes: 1e9 },
      operations: { 'source.load': () => delay(1, 7) },
    });

    expect(output).toBe(7);
  });
});

describe('what crosses the border', () => {
  test('an error of the host has its code, its name, and the stack of the call', async () => {
    const body = `try { ${load} } catch (error) { return [error.name, error.code, error.message, /example/.test(error.stack)]; }`;

    const output = await sandbox.evaluate(body, {
      operations: {
        'source.load': () => {
          throw Object.assign(new Error('No such file.'), { name: 'NoFile', code: 'JOBWRIGHT_NO_FILE' });
        },
      },
    });

    expect(output).toEqual(['NoFile', 'JOBWRIGHT_NO_FILE', 'No such file.', true]);
  });

  test('an error that was not written for authors stays on the host', async () => {
    sandbox.operationErrors.length = 0;
    const secret = new Error('password authentication failed for user "root"');

    const output = await sandbox.evaluate(`try { ${load} } catch (error) { return error.message + error.stack; }`, {
      operations: { 'source.load': () => Promise.reject(secret) },
    });

    expect(output).toContain('The operation source.load failed on the server.');
    expect(output).not.toContain('password');
    expect(output).not.toContain('packages/server');
    expect(sandbox.operationErrors).toEqual([secret]);
  });

  test('JSON text of the host is passed on unparsed', async () => {
    const output = await sandbox.evaluate(`return ${load};`, {
      operations: { 'source.load': () => new RawJson('[{"a":1}]') },
    });

    expect(output).toEqual([{ a: 1 }]);
  });

  test('an operation that is not in the table does not exist', async () => {
    const output = await sandbox.evaluate(`try { ${load} } catch (error) { return [error.code, error.message]; }`);

    expect(output).toEqual(['JOBWRIGHT_BRIDGE_ARGUMENT', 'There is no such operation.']);
  });

  test('answers come back to the calls that they belong to', async () => {
    const output = await sandbox.evaluate(
      'return Promise.all([30, 1, 10, 0].map((ms) => this.loadJson(String(ms))));',
      {
        operations: {
          'source.load': (args) => {
            const { path } = args as { readonly path: string };
            return path === '0' ? 'now' : delay(Number(path), path);
          },
        },
      },
    );

    expect(output).toEqual(['30', '1', '10', 'now']);
  });

  test('a thrown error arrives as data, with its causes and the frames of the job', async () => {
    const { outcome } = await sandbox.run("throw new TypeError('outer', { cause: new RangeError('inner') });");

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: {
        name: 'TypeError',
        message: 'outer',
        stack: expect.stringContaining('job:///local/example:2:'),
        cause: { name: 'RangeError', message: 'inner' },
      },
    });
  });

  test('AbortJob is known by its code', async () => {
    const { outcome } = await sandbox.run("throw new AbortJob('The file has no rows.');");

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: { code: 'JOBWRIGHT_JOB_ABORTED', message: 'The file has no rows.' },
    });
  });

  test('a rejected promise that nothing awaits ends the run and is named', async () => {
    const { outcome } = await sandbox.run(
      "void Promise.reject(new Error('lost')); await new Promise((resolve) => setTimeout(resolve, 50));",
    );

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: {
        code: 'JOBWRIGHT_UNHANDLED_REJECTION',
        message: 'A promise was rejected that nothing awaits (is an "await" missing?): lost',
        stack: expect.not.stringContaining('packages/server'),
      },
    });
  });

  test.each([
    ['10n', 'it is a bigint'],
    ['() => 1', 'it is a function'],
    ['(() => { const a = {}; a.a = a; return a; })()', 'Converting circular structure to JSON'],
    ['{ deep: 5n }', 'Do not know how to serialize a BigInt'],
    ['JSON.parse(\'{"__proto__":1}\')', 'the key "__proto__" is not allowed'],
  ])('an output that cannot be stored is a clear error: %s', async (expression, reason) => {
    const { outcome } = await sandbox.run(`return ${expression};`);

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: { code: 'JOBWRIGHT_OUTPUT_INVALID', message: expect.stringContaining(reason) },
    });
  });

  test('characters that PostgreSQL cannot store are replaced in the output', async () => {
    expect(await sandbox.evaluate(String.raw`return ['a\0\0b', '\ud800x', '\\u0000', '😀'];`)).toEqual([
      'a\ufffd\ufffdb',
      '\ufffdx',
      String.raw`\u0000`,
      '😀',
    ]);
  });
});

describe('the life of a run', () => {
  const code = `const { Job } = require('@jobwright/sdk');
class Base extends Job { testInherited() { this.logInfo('inherited'); } }
exports.Example = class Example extends Base {
  run() { console.log('debug'); this.log('plain'); this.progress(1, 2, 'half'); return 5; }
  test_own() { this.logFailure('bad'); }
  postRun() { this.logInfo(this.failed + ' ' + this.result.status); }
};`;

  test('run, the tests and postRun log in groups of their own, in order', async () => {
    const { outcome, entries, progress, postRun } = await sandbox.runModule(code, { withPostRun: true });

    expect(outcome).toEqual({ kind: 'returned', value: { output: 5 } });
    expect(entries).toEqual([
      { group: 'run', level: 'debug', message: 'debug' },
      { group: 'run', level: 'default', message: 'plain' },
      { group: 'testInherited', level: 'info', message: 'inherited' },
      { group: 'test_own', level: 'failure', message: 'bad' },
      { group: 'postRun', level: 'info', message: 'false completed' },
    ]);
    expect(progress).toEqual([{ current: 1, total: 2, message: 'half' }]);
    expect(postRun).toEqual({ kind: 'returned', value: null });
  });

  test('an exception skips the tests that follow; postRun sees it', async () => {
    const { entries } = await sandbox.runModule(
      `const { Job } = require('@jobwright/sdk');
exports.Example = class extends Job {
  run() { throw new Error('x'); }
  testLater() { this.logInfo('never'); }
  postRun() { this.logInfo(String(this.failed)); }
};`,
      { withPostRun: true },
    );

    expect(entries).toEqual([{ group: 'postRun', level: 'info', message: 'true' }]);
  });

  test('a class that is not there is a clear error', async () => {
    const { outcome } = await sandbox.runModule('exports.Other = 1;');

    expect(outcome).toMatchObject({ kind: 'threw', error: { code: 'JOBWRIGHT_JOB_CLASS_MISSING' } });
  });

  test('a module with a syntax error is an outcome', async () => {
    const { outcome } = await sandbox.runModule('const = 1;');

    expect(outcome).toMatchObject({ kind: 'threw', error: { name: 'SyntaxError', code: 'JOBWRIGHT_MODULE_SYNTAX' } });
  });

  test('a module that throws at import says where', async () => {
    const { outcome } = await sandbox.runModule("\n\n  throw new Error('at import');");

    expect(outcome).toMatchObject({
      kind: 'threw',
      error: { message: 'at import', stack: expect.stringContaining('job:///local/example:3:9') },
    });
  });

  test('columns of the first line are those of the bundle', async () => {
    const { outcome } = await sandbox.runModule("throw new Error('first');");

    expect(outcome).toMatchObject({ kind: 'threw', error: { stack: expect.stringContaining('example:1:7') } });
  });

  test('a module is described without being run', async () => {
    using session = sandbox.runtime.openSession({
      code,
      filename: 'job:///local/example',
      limits: {
        heapMb: 64,
        cpuMs: 1000,
        softTimeMs: 1000,
        timeMs: 1000,
        logEntries: 1,
        logBytes: 1,
        bridgeCalls: 1,
        bridgeBytes: 1e6,
        outputBytes: 1e5,
      },
      operations: {},
      onLog: () => undefined,
      onProgress: () => undefined,
    });

    const outcome = await session.invoke('describe', { localExports: ['Example'], abstractNames: [] });

    expect(outcome).toMatchObject({
      kind: 'returned',
      value: { jobs: [{ className: 'Example', methods: ['run', 'testInherited', 'test_own'], hasPostRun: true }] },
    });
  });
});
