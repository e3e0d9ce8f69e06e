import {
  BooleanVar,
  ChoiceVar,
  FileVar,
  IntegerVar,
  IPAddressVar,
  IPAddressWithMaskVar,
  IPNetworkVar,
  Job,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  type JobMeta,
} from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDevice, TestRegion, TestSite } from '../../testing/rest/network-plugin.ts';
import { createTestApp, type Answer, type TestApp } from '../../testing/rest/test-app.ts';

class NoVars extends Job {
  override async run(): Promise<void> {}
}

class Vars extends Job {
  foo = StringVar();
  bar = IntegerVar({ minValue: 0 });
  flag = BooleanVar();
  size = IntegerVar({ default: 0 });
  note = StringVar({ required: false });

  override async run(): Promise<void> {}
}

class DryByDefault extends Job {
  static override meta: JobMeta = { commitDefault: false };

  override async run(): Promise<void> {}
}

class ReadOnly extends Job {
  static override meta: JobMeta = { readOnly: true };

  override async run(): Promise<void> {}
}

class Values extends Job {
  code = StringVar({ minLength: 3, maxLength: 3, regex: /[a-z]+/, required: false });
  color = ChoiceVar({
    choices: [
      ['ff0000', 'Red'],
      ['00ff00', 'Green'],
    ],
    required: false,
  });
  colors = MultiChoiceVar({
    choices: [
      ['ff0000', 'Red'],
      ['00ff00', 'Green'],
    ],
    required: false,
  });
  address = IPAddressVar({ required: false });
  masked = IPAddressWithMaskVar({ required: false });
  network = IPNetworkVar({ required: false, minPrefixLength: 0, maxPrefixLength: 24 });

  override async run(): Promise<void> {}
}

class RequiredColors extends Job {
  colors = MultiChoiceVar({ choices: [['ff0000', 'Red']] });

  override async run(): Promise<void> {}
}

class Objects extends Job {
  region = ObjectVar({ model: TestRegion, required: false });
  site = ObjectVar({
    model: TestSite,
    required: false,
    queryParams: { region_id: '$region', status: ['active', 'planned'] },
  });
  anywhere = ObjectVar({ model: TestRegion, required: false, nullOption: 'Anywhere' });
  devices = MultiObjectVar({ model: TestDevice, required: false, queryParams: { site: '$site' } });

  override async run(): Promise<void> {}
}

class Secret extends Job {
  password = StringVar({ sensitive: true });
  name = StringVar();

  override async run(): Promise<void> {}
}

class Single extends Job {
  static override meta: JobMeta = { singleton: true, onConflict: 'refuse' };

  override async run(): Promise<void> {}
}

class Slow extends Job {
  word = StringVar({ regex: /(a+)+b/ });

  override async run(): Promise<void> {}
}

class WithFile extends Job {
  file = FileVar({ required: false });

  override async run(): Promise<void> {}
}

let test: TestApp;
const ids: Record<string, string> = {};
beforeAll(async () => {
  test = await createTestApp();
  for (const job of [
    NoVars,
    Vars,
    DryByDefault,
    ReadOnly,
    Values,
    RequiredColors,
    Objects,
    Secret,
    Single,
    Slow,
    WithFile,
  ]) {
    ids[job.name] = (await test.addJob(job)).id;
  }
  const add = async (endpoint: string, body: object): Promise<string> =>
    (await test.admin.send('POST', `/api/net/${endpoint}/`, body)).body.id;
  ids['emea'] = await add('regions', { name: 'EMEA', slug: 'emea' });
  ids['apac'] = await add('regions', { name: 'APAC', slug: 'apac' });
  ids['ams'] = await add('sites', { name: 'Amsterdam', slug: 'ams', region: ids['emea'], status: 'active' });
  ids['tok'] = await add('sites', { name: 'Tokyo', slug: 'tok', region: ids['apac'], status: 'planned' });
  ids['old'] = await add('sites', { name: 'Old', slug: 'old', region: ids['emea'], status: 'retired' });
  ids['sw1'] = await add('devices', { name: 'sw1', site: ids['ams'], asset_tag: 'A1' });
  ids['sw2'] = await add('devices', { name: 'sw2', site: ids['ams'] });
  ids['sw3'] = await add('devices', { name: 'sw3', site: ids['tok'] });
});
afterAll(() => test[Symbol.asyncDispose]());

const pathOf = (className: string): string => `/api/extras/jobs/local/${className.toLowerCase()}/${className}/run/`;

const run = (className: string, body?: unknown): Promise<Answer> => test.admin.send('POST', pathOf(className), body);

async function countRuns(): Promise<number> {
  const { rows } = await test.pool.query<{ count: number }>(
    'select (select count(*) from extras_job_result)::int + (select count(*) from graphile_worker.jobs)::int as count',
  );
  return rows[0]!.count;
}

/** Runs a request that must be refused, and checks that it left nothing behind. */
async function refused(className: string, body?: unknown): Promise<Answer> {
  const before = await countRuns();
  const answer = await run(className, body);
  expect(await countRuns()).toBe(before);
  expect(answer.status).toBe(400);
  return answer;
}

describe('who may run', () => {
  it('acceptance 14: without any permission to run, 403 with a detail and no record', async () => {
    const before = await countRuns();
    const nobody = await test.addClient('no-runner', [{ objectTypes: ['extras.job'], actions: ['view'] }]);

    const answer = await nobody.send('POST', pathOf('NoVars'));

    expect(answer.status).toBe(403);
    expect(answer.body.detail).toBe('You do not have permission to perform this action.');
    expect(await countRuns()).toBe(before);
  });

  it('acceptance 14: with a permission that is limited to other jobs, 404', async () => {
    const limited = await test.addClient('limited-runner', [
      { objectTypes: ['extras.job'], actions: ['run'], constraints: { class_path: 'local/vars/Vars' } },
    ]);

    expect((await limited.send('POST', pathOf('NoVars'))).status).toBe(404);
    expect((await limited.send('POST', pathOf('Vars'), { data: { foo: 'a', bar: 1 } })).status).toBe(201);
  });

  it('acceptance 15: an unknown job is 404, a disabled one 403, one whose source is gone 405', async () => {
    await test.pool.query(`update extras_job set enabled = false where class_name = 'ReadOnly'`);
    await test.pool.query(`update extras_job set installed = false where class_name = 'DryByDefault'`);

    const unknown = await run('Nothing');
    const unknownId = await test.admin.send('POST', '/api/extras/jobs/00000000-0000-7000-8000-000000000000/run/');
    const disabled = await run('ReadOnly');
    const missing = await run('DryByDefault');

    await test.pool.query('update extras_job set enabled = true, installed = true');
    expect([unknown.status, unknownId.status, disabled.status, missing.status]).toEqual([404, 404, 403, 405]);
    expect(disabled.body.code).toBe('JOBWRIGHT_JOB_DISABLED');
    expect(missing.body.code).toBe('JOBWRIGHT_JOB_NOT_INSTALLED');
  });

  it('tells who may run all jobs what is near an unknown name, and why a module has none', async () => {
    const near = await test.admin.send('POST', '/api/extras/jobs/local/novars/NoVar/run/');
    const error = { code: 'JOBWRIGHT_COMPILE_SYNTAX', message: 'Expected ";"', file: 'novars.ts', line: 3 };
    await test.pool.query(`update extras_job_module set error = $1 where module_path = 'novars'`, [error]);
    const broken = await test.admin.send('POST', '/api/extras/jobs/local/novars/Nothing/run/');
    await test.pool.query('update extras_job_module set error = null');

    expect(near.body.detail).toBe('There is no job local/novars/NoVar. Did you mean "NoVars"?');
    expect(broken.body.detail).toBe(
      'There is no job local/novars/Nothing. Its module is broken (novars.ts:3): Expected ";" (JOBWRIGHT_COMPILE_SYNTAX)',
    );
  });
});

describe('what a request may be', () => {
  it('acceptance 16 and 24: no body at all, also with a content type of JSON, is accepted for a job without variables', async () => {
    const answer = await test.inject({
      method: 'POST',
      url: '/api/extras/jobs/local/novars/NoVars/run/',
      headers: {
        authorization: `Token ${test.admin.key}`,
        'content-type': 'application/json',
        accept: 'application/json; indent=4',
      },
    });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      job_result: {
        status: { value: 'pending', label: 'Pending' },
        job: { id: ids['NoVars'], display: 'NoVars' },
        user: { display: 'admin' },
        commit: true,
        data: {},
      },
      schedule: null,
    });
    const followed = await test.inject({
      url: new URL(answer.body.job_result.url).pathname,
      headers: { authorization: `Token ${test.admin.key}` },
    });
    expect(followed.body.id).toBe(answer.body.job_result.id);
  });

  it('acceptance 24: the second curl line of the reference starts a run with its data', async () => {
    const answer = await run('Vars', { data: { foo: 'somevalue', bar: 123 }, commit: true });

    expect(answer.status).toBe(201);
    expect(answer.body.job_result).toMatchObject({ commit: true, data: { foo: 'somevalue', bar: 123 } });
  });

  it('runs by the id of the job as by its path', async () => {
    const answer = await test.admin.send('POST', `/api/extras/jobs/${ids['NoVars']}/run/`, {});

    expect(answer.status).toBe(201);
  });

  it('ignores unknown keys beside data and commit', async () => {
    const answer = await run('NoVars', { job_id: 'x', task_queue: null, data: {} });

    expect(answer.status).toBe(201);
  });

  it('acceptance 17: data that is no object is answered with a list of errors', async () => {
    const text = await refused('Vars', { data: 'invalid' });
    const list = await refused('Vars', [1]);

    expect(text.body.errors).toHaveLength(1);
    expect(list.body.errors).toHaveLength(1);
  });

  it('acceptance 17: an unknown key, and all required ones that are missing, are named at once', async () => {
    const answer = await refused('Vars', { data: { baz: 1 } });

    expect(Object.keys(answer.body).sort()).toEqual(['bar', 'baz', 'foo']);
    expect(answer.body.foo).toEqual(['This field is required.']);
    expect(answer.body.baz[0]).toContain('There is no such variable');
  });

  it('acceptance 18: commit is the job’s default when it is left out, and must be a boolean', async () => {
    const byDefault = await run('DryByDefault');
    const asked = await run('DryByDefault', { commit: true });
    const maybe = await refused('DryByDefault', { commit: 'maybe' });

    expect(byDefault.body.job_result.commit).toBe(false);
    expect(asked.body.job_result.commit).toBe(true);
    expect(Object.keys(maybe.body)).toEqual(['commit']);
  });

  it('acceptance 4: commit is never set for a read-only job', async () => {
    const answer = await run('ReadOnly', { commit: true });

    expect(answer.body.job_result).toMatchObject({ commit: false, read_only: true });
  });

  it('acceptance 23: without a worker the run is pending with a warning, or refused when a worker is required', async () => {
    const accepted = await run('NoVars');
    const before = await countRuns();
    const required = await test.admin.send('POST', `${pathOf('NoVars')}?require_worker=true`);

    expect(accepted.body.warning).toContain('No worker is running');
    expect(required.status).toBe(503);
    expect(required.body.code).toBe('JOBWRIGHT_WORKER_UNAVAILABLE');
    expect(await countRuns()).toBe(before);
  });
});

describe('values', () => {
  it('acceptance 5: length and pattern of a text, which is trimmed and must match as a whole', async () => {
    for (const code of ['xx', 'xxxx', 'ABC', 'ab1']) {
      expect(Object.keys((await refused('Values', { data: { code } })).body)).toEqual(['code']);
    }
    const answer = await run('Values', { data: { code: ' abc ' } });

    expect(answer.body.job_result.data).toEqual({ code: 'abc' });
  });

  it('acceptance 5: a pattern that would take for ever elsewhere is answered at once', async () => {
    const answer = await refused('Slow', { data: { word: 'a'.repeat(50_000) } });

    expect(Object.keys(answer.body)).toEqual(['word']);
  });

  it('acceptance 6 and 11: limits, defaults and absent values', async () => {
    const low = await refused('Vars', { data: { foo: 'a', bar: -1 } });
    const answer = await run('Vars', { data: { foo: 'a', bar: 0 } });

    expect(low.body).toEqual({ bar: ['Must be at least 0 (minValue).'] });
    expect(answer.body.job_result.data).toEqual({ foo: 'a', bar: 0, flag: false, size: 0 });
  });

  it('acceptance 7: choices outside of the list are refused, and so is an empty required list', async () => {
    const single = await refused('Values', { data: { color: 'taupe' } });
    const multiple = await refused('Values', { data: { colors: ['ff0000', 'taupe'] } });
    const empty = await refused('RequiredColors', { data: { colors: [] } });

    expect(Object.keys(single.body)).toEqual(['color']);
    expect(Object.keys(multiple.body)).toEqual(['colors']);
    expect(Object.keys(empty.body)).toEqual(['colors']);
  });

  it('acceptance 8, 9 and 10: addresses with and without masks, networks and their limits', async () => {
    for (const address of ['1.2.3', '192.0.2.0/24']) await refused('Values', { data: { address } });
    await refused('Values', { data: { masked: '192.0.2.5' } });
    const host = await refused('Values', { data: { network: '192.0.2.1/24' } });
    await refused('Values', { data: { network: '192.0.2.0/25' } });
    const answer = await run('Values', {
      data: { address: '2001:DB8::1', masked: '192.0.2.5/24', network: '0.0.0.0/0' },
    });

    expect(host.body.network[0]).toContain('192.0.2.0/24');
    expect(answer.body.job_result.data).toEqual({
      address: '2001:db8::1',
      masked: '192.0.2.5/24',
      network: '0.0.0.0/0',
    });
  });

  it('acceptance 45: sensitive values are in no record, and wait for the run apart', async () => {
    const answer = await run('Secret', { data: { password: 'hunter2', name: 'n' } });
    const { id } = answer.body.job_result;
    const record = await test.pool.query('select * from extras_job_result where id = $1', [id]);
    const apart = await test.pool.query('select input from extras_sensitive_input where job_result_id = $1', [id]);

    expect(answer.body.job_result).toMatchObject({ data: { name: 'n' }, input_stored: false });
    expect(JSON.stringify(record.rows)).not.toContain('hunter2');
    expect(apart.rows).toEqual([{ input: { password: 'hunter2' } }]);
  });
});

describe('objects', () => {
  it('acceptance 19: by id and by a dictionary of attributes the same object is stored, by id', async () => {
    const byId = await run('Objects', { data: { region: ids['emea'] } });
    const byName = await run('Objects', { data: { region: { name: 'EMEA' } } });
    const byPath = await run('Objects', { data: { devices: [{ site: 'ams', name: 'sw1' }, ids['sw2']] } });

    expect(byId.body.job_result.data).toEqual({ region: ids['emea'] });
    expect(byName.body.job_result.data).toEqual({ region: ids['emea'] });
    expect(byPath.body.job_result.data).toEqual({ devices: [ids['sw1'], ids['sw2']] });
  });

  it('acceptance 20: a lookup that matches none, two, or names an unknown attribute is refused at its variable', async () => {
    const none = await refused('Objects', { data: { region: { name: 'Atlantis' } } });
    const two = await refused('Objects', { data: { devices: [{ site: 'ams' }] } });
    const unknown = await refused('Objects', { data: { region: { nmae: 'EMEA' } } });
    const wrong = await refused('Objects', { data: { region: { id: 'x' }, devices: [{ position: 'one' }] } });
    const odd = await refused('Objects', { data: { region: { name: { a: 1 } }, anywhere: 5 } });

    expect(none.body).toEqual({ region: ['There is no region with name = "Atlantis".'] });
    expect(two.body).toEqual({
      devices: ['More than one device has site = "ams". Give attributes that only one has, or its id.'],
    });
    expect(unknown.body).toEqual({ region: ['nmae: Unknown filter. Did you mean "name"?'] });
    expect(Object.keys(wrong.body).sort()).toEqual(['devices', 'region']);
    expect(Object.keys(odd.body).sort()).toEqual(['anywhere', 'region']);
  });

  it('acceptance 21: of a list, exactly the ids that do not exist are named; a repeated one is not missing', async () => {
    const missing = '00000000-0000-7000-8000-000000000000';
    const answer = await refused('Objects', { data: { devices: [ids['sw1'], missing, ids['sw1']] } });
    const repeated = await run('Objects', { data: { devices: [ids['sw1'], ids['sw1']] } });

    expect(answer.body).toEqual({ devices: [`There is no device with the id ${missing}.`] });
    expect(repeated.body.job_result.data).toEqual({ devices: [ids['sw1']] });
  });

  it('acceptance 12: an object outside of the filter is refused, also of one that refers to another variable', async () => {
    const outside = await refused('Objects', { data: { region: ids['emea'], site: ids['tok'] } });
    const retired = await refused('Objects', { data: { site: ids['old'] } });
    const devices = await refused('Objects', { data: { site: { slug: 'ams' }, devices: [ids['sw1'], ids['sw3']] } });
    const inside = await run('Objects', { data: { region: ids['emea'], site: ids['ams'], devices: [ids['sw2']] } });

    expect(Object.keys(outside.body)).toEqual(['site']);
    expect(outside.body.site[0]).toContain(`The site ${ids['tok']} cannot be chosen here: only those with `);
    expect(outside.body.site[0]).toContain(`region_id = ${ids['emea']}`);
    expect(Object.keys(retired.body)).toEqual(['site']);
    expect(devices.body.devices[0]).toContain(ids['sw3']);
    expect(inside.status).toBe(201);
  });

  it('acceptance 12: an empty variable drops the filter that refers to it', async () => {
    expect((await run('Objects', { data: { site: ids['tok'] } })).status).toBe(201);
    expect((await run('Objects', { data: { region: null, site: ids['tok'] } })).status).toBe(201);
  });

  it('acceptance 12: an object that the user may not view is refused as if it did not exist', async () => {
    const runner = await test.addClient('emea-runner', [
      { objectTypes: ['extras.job'], actions: ['run'] },
      { objectTypes: ['net.region'], actions: ['view'], constraints: { slug: 'emea' } },
    ]);

    const own = await runner.send('POST', pathOf('Objects'), { data: { region: ids['emea'] } });
    const other = await runner.send('POST', pathOf('Objects'), { data: { region: ids['apac'] } });
    const byName = await runner.send('POST', pathOf('Objects'), { data: { region: { slug: 'apac' } } });
    const site = await runner.send('POST', pathOf('Objects'), { data: { site: ids['ams'] } });

    expect(own.status).toBe(201);
    expect(other.body).toEqual({ region: [`There is no region with the id ${ids['apac']}.`] });
    expect(byName.body).toEqual({ region: ['There is no region with slug = "apac".'] });
    expect(site.body).toEqual({ site: ['You may not view any site.'] });
  });

  it('acceptance 13: null is taken where it is offered and refused elsewhere', async () => {
    const offered = await run('Objects', { data: { anywhere: 'null' } });
    const refusedAnswer = await refused('Objects', { data: { region: 'null' } });

    expect(offered.body.job_result.data).toEqual({ anywhere: null });
    expect(Object.keys(refusedAnswer.body)).toEqual(['region']);
  });

  it('names problems of objects and of plain values in one answer', async () => {
    const answer = await refused('Objects', { data: { region: { name: 'Atlantis' }, foo: 1, devices: 'x' } });

    expect(Object.keys(answer.body).sort()).toEqual(['devices', 'foo', 'region']);
  });

  it('takes no file by an id that somebody knows', async () => {
    const answer = await refused('WithFile', { data: { file: ids['emea'] } });

    expect(answer.body).toEqual({ file: ['Must be a file, sent as multipart/form-data.'] });
  });
});

describe('one run at a time', () => {
  it('acceptance 47: a second run of a job that refuses it is 409, and names the first', async () => {
    const first = await run('Single');
    const before = await countRuns();
    const second = await run('Single');

    expect(first.status).toBe(201);
    expect(second.status).toBe(409);
    expect(second.body.code).toBe('JOBWRIGHT_JOB_ALREADY_RUNNING');
    expect(second.body.detail).toContain(first.body.job_result.id);
    expect(await countRuns()).toBe(before);
  });
});

describe('again', () => {
  it('acceptance 48: a run is repeated with the same input', async () => {
    const first = await run('Vars', { data: { foo: 'again', bar: 5 }, commit: false });
    const again = await test.admin.send('POST', `/api/extras/job-results/${first.body.job_result.id}/run-again/`);
    const committed = await test.admin.send('POST', `/api/extras/job-results/${first.body.job_result.id}/run-again/`, {
      commit: true,
    });

    expect(again.status).toBe(201);
    expect(again.body.job_result).toMatchObject({ commit: false, data: first.body.job_result.data });
    expect(again.body.job_result.id).not.toBe(first.body.job_result.id);
    expect(committed.body.job_result.commit).toBe(true);
  });

  it('runs the present code, or exactly the version that ran', async () => {
    const first = await run('Vars', { data: { foo: 'pinned', bar: 5 }, commit: false });
    const earlier = first.body.job_result;
    const address = `/api/extras/job-results/${earlier.id}/run-again/`;
    await test.pool.query(
      `insert into extras_job_bundle (digest, code, source_map, inputs, data_files, created)
       select $1, code, source_map, inputs, data_files, now() from extras_job_bundle where digest = $2`,
      ['f'.repeat(64), earlier.bundle_digest],
    );
    await test.pool.query(`update extras_job set bundle_digest = $1 where class_path = 'local/vars/Vars'`, [
      'f'.repeat(64),
    ]);

    const present = await test.admin.send('POST', address, { commit: true });
    const same = await test.admin.send('POST', address, { commit: true, code: 'same' });
    const other = await test.admin.send('POST', address, { code: 'other' });

    expect(present.body.job_result).toMatchObject({ commit: true, bundle_digest: 'f'.repeat(64) });
    expect(same.body.job_result).toMatchObject({
      commit: true,
      bundle_digest: earlier.bundle_digest,
      data: earlier.data,
    });
    expect(other.status).toBe(400);
  });

  it('acceptance 48: a run whose input was not stored is not repeated', async () => {
    const first = await run('Secret', { data: { password: 'hunter2', name: 'n' } });
    const again = await test.admin.send('POST', `/api/extras/job-results/${first.body.job_result.id}/run-again/`);

    expect(again.status).toBe(409);
    expect(again.body.code).toBe('JOBWRIGHT_INPUT_NOT_STORED');
  });
});
