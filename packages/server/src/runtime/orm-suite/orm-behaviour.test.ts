import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ofIsolates, shared } from './behaviours/index.ts';
import { createIsolateHarness, type IsolateHarness } from './isolate-harness.ts';
import { createLabDatabase, type LabDatabase } from './lab-database.ts';

/** The programs inside: one behaviour, by group and position. */
const entry = `
import { createSandboxOrm } from '../sandbox/orm/create-orm.ts';
import { entities } from './models.ts';
import { ofIsolates, shared } from './behaviours/index.ts';
let call;
const orm = createSandboxOrm({ entities, call: (operation, args) => call(operation, args) });
const groups = { ...shared, ofIsolates };
globalThis.harness = {
  setCall: (value) => { call = value; },
  programs: {
    run: async ([group, index]) => {
      const em = orm.openUnitOfWork();
      const value = await groups[group][index].run(em);
      return value;
    },
  },
};
`;

let lab: LabDatabase;
let isolate: IsolateHarness;

beforeAll(async () => {
  lab = await createLabDatabase();
  isolate = await createIsolateHarness(entry);
});
afterAll(async () => {
  isolate[Symbol.dispose]();
  await lab[Symbol.asyncDispose]();
});
beforeEach(() => lab.seed());

async function runInIsolate(group: string, index: number): Promise<unknown> {
  const unit = lab.openUnitOfWork();
  try {
    return await isolate.run('run', [group, index], unit.operations);
  } finally {
    await unit.finish({ commit: true, record: async () => undefined });
  }
}

describe.each(Object.entries(shared))('%s', (group, behaviours) => {
  test.each(behaviours.map((it, index) => [it.name, it, index] as const))(
    '%s: in the isolate',
    async (...[, it, index]) => {
      expect(await runInIsolate(group, index)).toEqual(it.expected);
    },
  );

  test.each(behaviours.map((it) => [it.name, it] as const))('%s: unsandboxed', async (...[, it]) => {
    const value: unknown = await it.run(lab.openPlainUnitOfWork());

    expect(JSON.parse(JSON.stringify(value ?? null))).toEqual(it.expected);
  });
});

describe('in the isolate alone', () => {
  test.each(ofIsolates.map((it, index) => [it.name, it, index] as const))('%s', async (...[, it, index]) => {
    expect(await runInIsolate('ofIsolates', index)).toEqual(it.expected);
  });
});
