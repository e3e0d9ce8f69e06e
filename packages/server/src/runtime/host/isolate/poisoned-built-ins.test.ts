import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestRuntime } from './session.fixture.ts';

let sandbox: TestRuntime;

beforeAll(async () => {
  sandbox = await TestRuntime.create();
});
afterAll(() => sandbox[Symbol.dispose]());

/** What a job may do to the built-ins before it goes on. Each alone, then all of them. */
const poisons: readonly string[] = [
  'Promise.prototype.then = () => { throw new Error("then"); };',
  'Object.defineProperty(Promise.prototype, "constructor", { get() { throw new Error("constructor"); } });',
  'Object.defineProperty(Promise, Symbol.species, { get() { throw new Error("species"); } });',
  'JSON.stringify = JSON.parse = () => { throw new Error("JSON"); };',
  'Map.prototype.get = Map.prototype.set = Map.prototype.delete = Map.prototype.forEach = () => { throw new Error("Map"); };',
  'Object.prototype.toJSON = () => "poisoned";',
  'Error.prepareStackTrace = () => { throw new Error("prepare"); };',
  'Error.captureStackTrace = () => { throw new Error("capture"); };',
  'String.prototype.slice = String.prototype.indexOf = () => { throw new Error("String"); };',
  'globalThis.String = globalThis.Error = globalThis.Promise = globalThis.Map = undefined;',
  'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error("Function"); };',
  'for (const key of ["id", "resolve", "reject", "operation"]) Object.defineProperty(Object.prototype, key, { get() { throw new Error("get"); }, set() { throw new Error("set"); }, configurable: true });',
  'Reflect.apply = Reflect.construct = Object.defineProperty = Object.create = () => { throw new Error("Reflect"); };',
];

/** Logs, asks the host and throws, after the poison. */
function bodyWith(poison: string): string {
  return `const load = (path) => this.loadJson(path);
const say = (text) => this.logInfo(text);
${poison}
say('logged');
try { const value = await load('x'); say('answered ' + value); } catch (error) { say('refused'); }
throw new TypeError('the end');`;
}

const operations = { 'source.load': () => delay(1, 42) };

test.each(poisons)('logging and the report of the end work after: %s', async (poison) => {
  const { outcome, entries } = await sandbox.run(bodyWith(poison), { operations });

  expect(entries[0]).toEqual({ group: 'run', level: 'info', message: 'logged' });
  // `await` asks a promise for its constructor: there the poison itself is what the job ends with.
  expect(outcome).toMatchObject({
    kind: 'threw',
    error: { message: expect.stringMatching(/^(the end|constructor)$/) },
  });
});

test('the bridge answers a call after every built-in that it once used was replaced', async () => {
  // Nothing here goes through MikroORM or the sdk, which are the job's own to break: only the bridge is in between.
  const { outcome } = await sandbox.runModule(
    `const { Job } = require('@jobwright/sdk');
exports.Example = class Example extends Job {
  run() {
    const pending = this.loadJson('x');
    ${poisons.filter((poison) => !poison.includes('Promise')).join('\n    ')}
    return pending;
  }
};`,
    { operations },
  );

  expect(outcome).toEqual({ kind: 'returned', value: { output: 42 } });
});

test('a job that breaks what MikroORM and the sdk run on breaks its own run, and it is reported', async () => {
  const { outcome } = await sandbox.run(`${poisons.join('\n')}\nreturn 1;`);

  expect(['returned', 'threw', 'limit']).toContain(outcome.kind);
});

test('the next run is as good as new', async () => {
  await sandbox.run(poisons.join('\n'));

  expect(await sandbox.evaluate("return this.loadJson('x');", { operations })).toBe(42);
});
