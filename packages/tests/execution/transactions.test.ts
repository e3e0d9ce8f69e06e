import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start({ folder: new URL('./', import.meta.url) });
  // The jobs of this file write manufacturers and nothing else; sites need a status.
  await platform.request('POST', '/api/extras/statuses/', { name: 'Active', slug: 'active' });
});
afterAll(() => platform[Symbol.asyncDispose]());

const manufacturersNamed = (name: string) =>
  platform.list<{ readonly id: string; readonly name: string }>(`/api/dcim/manufacturers/?name=${name}`);

describe('acceptance 26: a committed run', () => {
  test('creates its object, completes, and leaves an audit record with user, run and request', async () => {
    const result = await platform.run('local/transactions/CreateManufacturer', {
      data: { manufacturerName: 'Acme' },
      commit: true,
    });

    expect(result.status).toEqual({ value: 'completed', label: 'Completed' });
    expect(result.changes_committed).toBe(true);
    const [manufacturer] = await manufacturersNamed('Acme');
    expect(manufacturer?.id).toBe(result.output);
    const [record] = await platform.list<Record<string, unknown>>(
      `/api/extras/object-changes/?changed_object_id=${manufacturer?.id}`,
    );
    expect(record).toMatchObject({ action: 'create', user_name: 'admin', job_result: { id: result.id } });
    expect(record?.['request_id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('lists one change per object, with its fields in the form of REST', async () => {
    const result = await platform.run('local/transactions/CreateManufacturer', {
      data: { manufacturerName: 'Listed' },
      commit: true,
    });

    const changes = await platform.changes(result.id);

    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      action: 'create',
      model: 'dcim.manufacturer',
      id: result.output,
      display: 'Listed',
      fields: { name: { after: 'Listed' }, slug: { after: 'listed' } },
    });
  });
});

describe('acceptance 27: a dry run', () => {
  test('changes nothing, says so, and keeps its log and change list', async () => {
    const result = await platform.run('local/transactions/CreateManufacturer', {
      data: { manufacturerName: 'Imagined' },
      commit: false,
    });

    expect(result.status.value).toBe('completed');
    expect(result.changes_committed).toBe(false);
    expect(await manufacturersNamed('Imagined')).toEqual([]);
    expect(await platform.list(`/api/extras/object-changes/?changed_object_id=${String(result.output)}`)).toEqual([]);
    const logs = await platform.logs(result.id);
    expect(logs.map((entry) => entry.level)).toEqual(['success', 'info']);
    expect(logs.at(-1)?.message).toMatch(/revert/i);
    expect(await platform.changes(result.id)).toMatchObject([{ action: 'create', display: 'Imagined' }]);
  });

  test('is what a run without "commit" is when the job says so', async () => {
    const result = await platform.run('local/transactions/CreateManufacturer', {
      data: { manufacturerName: 'Default' },
    });

    expect(result.changes_committed).toBe(false);
    expect(await manufacturersNamed('Default')).toEqual([]);
  });

  test('reports a violated unique constraint exactly as the real run does', async () => {
    const dry = await platform.run('local/transactions/DuplicateName', { commit: false });
    const real = await platform.run('local/transactions/DuplicateName', { commit: true });

    expect(dry.status.value).toBe('errored');
    expect(dry.error).toEqual(real.error);
    expect(dry.error?.name).toBe('UniqueConstraintViolationException');
    expect(dry.error?.message).toMatch(/name/);
    expect(await manufacturersNamed('Twice')).toEqual([]);
  });
});

test('a dry run finds what the database checks at the commit only', async () => {
  const dry = await platform.run('local/transactions/CableWithoutEnds', { commit: false });
  const real = await platform.run('local/transactions/CableWithoutEnds', { commit: true });

  expect(dry.status.value).toBe('errored');
  expect(dry.error?.code).toBe('JOBWRIGHT_DATABASE');
  expect(dry.error).toEqual(real.error);
});

describe('acceptance 28: a run that throws', () => {
  test('is errored and rolled back, with type, message and stack in the author’s source', async () => {
    const result = await platform.run('local/transactions/CreateThenThrow', { commit: true });

    expect(result.status.value).toBe('errored');
    expect(await manufacturersNamed('Ghost')).toEqual([]);
    const logs = await platform.logs(result.id);
    const text = logs.map((entry) => entry.message).join('\n');
    expect(text).toContain('about to fail');
    expect(text).toMatch(/RangeError.*the wrong number/s);
    expect(text).toMatch(/transactions\.ts:2\d:/);
    expect(text).toMatch(/revert/i);
  });

  test('a thrown AbortJob fails the run with its message, without a stack, and rolls back', async () => {
    const result = await platform.run('local/transactions/CreateThenAbort', { commit: true });

    expect(result.status.value).toBe('failed');
    expect(await manufacturersNamed('Aborted')).toEqual([]);
    const text = (await platform.logs(result.id)).map((entry) => entry.message).join('\n');
    expect(text).toContain('The file has no rows.');
    expect(text).not.toContain('transactions.ts:');
  });
});

test('acceptance 30: a failure entry and a normal return is failed, committed, and the tests ran', async () => {
  const result = await platform.run('local/transactions/FailureEntryAndReturn', { commit: true });

  expect(result.status.value).toBe('failed');
  expect(await manufacturersNamed('Kept')).toHaveLength(1);
  expect((await platform.logs(result.id)).map((entry) => entry.message)).toContain('the tests still run');
});

test('a unique violation caught around transactional() is undone alone, and the run goes on', async () => {
  const result = await platform.run('local/transactions/CatchDuplicate', { commit: true });

  expect(result.status.value).toBe('completed');
  expect(result.output).toBe('UniqueConstraintViolationException');
  expect(await manufacturersNamed('Once')).toHaveLength(1);
  expect(await manufacturersNamed('After')).toHaveLength(1);
});

test('validatedSave reports a broken rule of the model at the call', async () => {
  const result = await platform.run('local/transactions/InvalidObject', { commit: true });

  expect(result.output).toBe('JOBWRIGHT_VALIDATION_FAILED');
});

test('acceptance 4: a read-only job is rolled back although asked to commit, without a message about it', async () => {
  const result = await platform.run('local/transactions/ReadOnlyWriter', { commit: true });

  expect(await manufacturersNamed('Forbidden')).toEqual([]);
  const text = (await platform.logs(result.id)).map((entry) => entry.message).join('\n');
  expect(text).not.toMatch(/transaction|revert|commit/i);
});

test('raw SQL is refused with the code of that refusal', async () => {
  const result = await platform.run('local/transactions/RawSql', { commit: true });

  expect(result.status.value).toBe('errored');
  expect(result.error?.code).toBe('JOBWRIGHT_RAW_SQL_REFUSED');
});
