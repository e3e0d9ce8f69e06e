import { Job } from '@jobwright/sdk';
import { attachJobContext, type JobContext, ModelRegistry } from '@jobwright/sdk/internal';
import { validatedSave } from '@jobwright/sdk/internal/entities';
import type { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ofIsolates, shared } from './behaviours/index.ts';
import { createLabDatabase, type LabDatabase } from './lab-database.ts';
import { createLabIsolate, type LabIsolate } from './lab-isolate.ts';
import { models } from './models.ts';

let lab: LabDatabase;
let isolate: LabIsolate;

beforeAll(async () => {
  lab = await createLabDatabase();
  isolate = await createLabIsolate();
});
afterAll(async () => {
  await isolate[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});
beforeEach(() => lab.seed());

async function runInIsolate(group: string, index: number): Promise<unknown> {
  const unit = lab.openUnitOfWork();
  try {
    return await isolate.run(group, index, unit);
  } finally {
    await unit.finish({ commit: true, record: async () => undefined });
  }
}

class PlainJob extends Job {}

/** A job as the sandbox makes it, without the sandbox. */
function createPlainJob(em: EntityManager): Job {
  const job = new PlainJob();
  const registry = new ModelRegistry(models);
  const save: JobContext['validatedSave'] = (entities) => validatedSave(entities, { em, models: registry });
  attachJobContext(job, { em, validatedSave: save } as Partial<JobContext> as JobContext);
  return job;
}

describe.each(Object.entries(shared))('%s', (group, behaviours) => {
  test.each(behaviours.map((it, index) => [it.name, it, index] as const))(
    '%s: in the isolate',
    async (...[, it, index]) => {
      expect(await runInIsolate(group, index)).toEqual(it.expected);
    },
  );

  test.each(behaviours.map((it) => [it.name, it] as const))('%s: unsandboxed', async (...[, it]) => {
    const em = lab.openPlainUnitOfWork();
    const value: unknown = await it.run(em, createPlainJob(em));

    expect(JSON.parse(JSON.stringify(value ?? null))).toEqual(it.expected);
  });
});

describe('in the isolate alone', () => {
  test.each(ofIsolates.map((it, index) => [it.name, it, index] as const))('%s', async (...[, it, index]) => {
    expect(await runInIsolate('ofIsolates', index)).toEqual(it.expected);
  });
});
