import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestRuntime } from '../../runtime/host/isolate/session.fixture.ts';
import { describeModule } from './describe-module.ts';

let sandbox: TestRuntime;

beforeAll(async () => {
  sandbox = await TestRuntime.create();
});
afterAll(() => sandbox[Symbol.dispose]());

const describeCode = (code: string): ReturnType<typeof describeModule> =>
  describeModule(sandbox.runtime, {
    module: { code, filename: 'job:///local/example', localExports: ['Example'], abstractNames: [] },
    heapMb: 64,
  });

test('a module is described by what it exports', async () => {
  const outcome = await describeCode(
    "const { Job } = require('@jobwright/sdk'); exports.Example = class Example extends Job { run() {} };",
  );

  expect(outcome).toMatchObject({ ok: true, descriptor: { jobs: [{ className: 'Example' }] } });
});

test('a module that asks the network for something while it is loaded is told where to do that', async () => {
  const outcome = await describeCode("\nexports.data = fetch('https://example.com/').catch(() => undefined);");

  expect(outcome).toMatchObject({
    ok: false,
    error: {
      code: 'JOBWRIGHT_JOB_NOT_RUNNING',
      message:
        '"fetch" works during a run only. Use it in run, a test method or postRun, not in a field, a constructor or at the top level of a module.',
      stack: expect.stringContaining('job:///local/example:2:'),
    },
  });
});

test.each([
  ['log = StringVar();', 'JOBWRIGHT_VARIABLE_NAME'],
  ["site = StringVar({ regex: '(' });", 'JOBWRIGHT_VARIABLE_OPTIONS'],
  ['unknown = ObjectVar({ model: class Unknown {} });', 'JOBWRIGHT_JOB_DEFINITION'],
])('the line of a variable that cannot be is known: %s', async (definition, code) => {
  const lines = [
    "const { Job, ObjectVar, StringVar } = require('@jobwright/sdk');",
    'exports.Example = class Example extends Job {',
    '  first = StringVar();',
    `  ${definition}`,
    '  run() {}',
    '};',
  ];

  const outcome = await describeCode(lines.join('\n'));

  expect(outcome).toMatchObject({ ok: false, error: { code } });
  const frame = outcome.ok ? undefined : /job:\/\/\/local\/example:(\d+)/.exec(outcome.error.stack ?? '');
  expect(frame?.[1]).toBe('4');
});

test('a module that never finishes loading is told what to do about it', async () => {
  const outcome = await describeCode('for (;;);');

  expect(outcome).toEqual({
    ok: false,
    error: {
      name: 'LimitError',
      code: 'JOBWRIGHT_MODULE_LOAD',
      message:
        "The module took longer than 5 s to load. Move what takes time from its top level and its classes' fields into run.",
    },
  });
});
