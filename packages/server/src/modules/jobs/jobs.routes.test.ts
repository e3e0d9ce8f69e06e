import { ChoiceVar, IntegerVar, IPNetworkVar, Job, ObjectVar, StringVar, type JobMeta } from '@jobwright/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestRegion, TestSite } from '../../testing/rest/network-plugin.ts';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';

class Provision extends Job {
  static override meta: JobMeta = {
    name: 'Provision a site',
    description: 'Makes a **site**',
    commitDefault: false,
    fieldOrder: ['region', 'zzz'],
    softTimeLimitMs: 1000,
  };

  code = StringVar({ label: 'Site code', description: 'Three letters', minLength: 3, maxLength: 3, regex: /[a-z]+/i });
  count = IntegerVar({ minValue: 0, maxValue: 9, default: 0, required: false });
  color = ChoiceVar({
    choices: [
      ['ff0000', 'Red'],
      ['00ff00', 'Green'],
    ],
    required: false,
  });
  region = ObjectVar({ model: TestRegion, nullOption: 'Nowhere' });
  site = ObjectVar({
    model: TestSite,
    queryParams: { region_id: '$region', status: ['active', 'planned'] },
    required: false,
  });
  network = IPNetworkVar({ minPrefixLength: 0, maxPrefixLength: 24, required: false });
  passphrase = StringVar({ sensitive: true, default: 'hunter2' });
  twice = StringVar({ regex: /(a)\1/, required: false });

  override async run(): Promise<void> {}
}

class Report extends Job {
  static override meta: JobMeta = { readOnly: true, description: 'Looks only' };

  override async run(): Promise<void> {}
}

class Filtered extends Job {
  region = ObjectVar({ model: TestRegion });
  site = ObjectVar({
    model: TestSite,
    queryParams: {
      regoin: '$region',
      region_id: 'EMEA',
      region: '$region',
      q: 'ams',
      ordering: 'name',
      status__n: 'active',
    },
  });

  override async run(): Promise<void> {}
}

let test: TestApp;
let id: string;
beforeAll(async () => {
  test = await createTestApp();
  ({ id } = await test.addJob(Provision));
  await test.addJob(Report);
});
afterAll(() => test[Symbol.asyncDispose]());

it('lists jobs with what a list needs to show, filtered and searched', async () => {
  const all = await test.admin.get('/api/extras/jobs/');
  const found = await test.admin.get('/api/extras/jobs/?q=provision');
  const filtered = await test.admin.get('/api/extras/jobs/?class_path=local/report/Report&source=local&enabled=true');
  const grouped = await test.admin.get('/api/extras/jobs/?grouping=report');

  expect(all.body.count).toBe(2);
  expect(all.body.results[0]).toMatchObject({
    id,
    url: `http://localhost/api/extras/jobs/${id}/`,
    display: 'Provision',
    class_path: 'local/provision/Provision',
    source: 'local',
    module_name: 'provision',
    enabled: true,
    installed: true,
    read_only: false,
    commit_default: false,
    soft_time_limit_ms: 1000,
    latest_result: null,
    run_url: `http://localhost/api/extras/jobs/${id}/run/`,
  });
  expect(found.body.results.map((job: { class_name: string }) => job.class_name)).toEqual(['Provision']);
  expect(filtered.body.results.map((job: { class_name: string }) => job.class_name)).toEqual(['Report']);
  const readOnly = await test.admin.get('/api/extras/jobs/?read_only=true&hidden=false');
  const wrong = await test.admin.get('/api/extras/jobs/?hidden=perhaps');

  expect(grouped.body.count).toBe(1);
  expect(readOnly.body.results.map((job: { class_name: string }) => job.class_name)).toEqual(['Report']);
  expect(wrong.body).toEqual({ hidden: ['Enter true or false.'] });
});

it('refuses an unknown filter and names those that are near', async () => {
  const answer = await test.admin.get('/api/extras/jobs/?enabeld=true');

  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ enabeld: ['Unknown filter. Did you mean "enabled"?'] });
});

it('shows the latest run of a job in the list', async () => {
  const run = await test.admin.send('POST', '/api/extras/jobs/local/report/Report/run/');
  const { body } = await test.admin.get('/api/extras/jobs/?class_name=Report');

  expect(body.results[0].latest_result).toMatchObject({
    id: run.body.job_result.id,
    status: { value: 'pending', label: 'Pending' },
    user_name: 'admin',
  });
});

it('shows no latest run that the user may not see', async () => {
  const client = await test.addClient('onlooker', [{ objectTypes: ['extras.job'], actions: ['view', 'run'] }]);

  const listed = await client.get('/api/extras/jobs/?class_path=local/provision/Provision');
  const shown = await client.get(`/api/extras/jobs/${id}/`);

  expect([listed.body.results[0].latest_result, shown.body.latest_result]).toEqual([null, null]);
});

it('is the same resource under its id and under its path', async () => {
  const byId = await test.admin.get(`/api/extras/jobs/${id}/`);
  const byPath = await test.admin.get('/api/extras/jobs/local/provision/Provision/');

  expect(byId.status).toBe(200);
  expect(byPath.body).toEqual(byId.body);
});

it('acceptance 2: warns of an unknown name in fieldOrder and keeps the order', async () => {
  const { body } = await test.admin.get(`/api/extras/jobs/${id}/`);

  expect(body.variables.map((variable: { name: string }) => variable.name)).toEqual([
    'region',
    'code',
    'count',
    'color',
    'site',
    'network',
    'passphrase',
    'twice',
  ]);
  expect(body.warnings.join(' ')).toContain('zzz');
  expect(body.warnings.join(' ')).toContain('The regex of "twice" matches nothing');
});

it('acceptance 25: variables tell type, label, limits, choices, model, pattern, filters and JSON Schema', async () => {
  const { body: variables } = await test.admin.get('/api/extras/jobs/local/provision/Provision/variables/');
  const named = Object.fromEntries(variables.map((variable: { name: string }) => [variable.name, variable]));

  expect(named.code).toMatchObject({
    type: 'StringVar',
    label: 'Site code',
    help_text: 'Three letters',
    required: true,
    min_length: 3,
    max_length: 3,
    regex: '[a-z]+',
    regex_flags: 'i',
  });
  expect(named.count).toMatchObject({ type: 'IntegerVar', required: false, default: 0, min_value: 0, max_value: 9 });
  expect(named.color.choices).toEqual([
    { value: 'ff0000', label: 'Red' },
    { value: '00ff00', label: 'Green' },
  ]);
  expect(named.region).toMatchObject({
    type: 'ObjectVar',
    model: 'net.region',
    model_url: 'http://localhost/api/net/regions/',
    null_option: 'Nowhere',
  });
  expect(named.site.query_params).toEqual({ region_id: '$region', status: ['active', 'planned'] });
  expect(named.network).toMatchObject({ type: 'IPNetworkVar', min_prefix_length: 0, max_prefix_length: 24 });
});

it('never shows the default of a sensitive variable', async () => {
  const { payload } = await test.app.inject({
    url: `/api/extras/jobs/${id}/`,
    headers: { authorization: `Token ${test.admin.key}` },
  });

  expect(payload).not.toContain('hunter2');
});

it('acceptance 25: the detail has the JSON Schema of the data', async () => {
  const { body } = await test.admin.get(`/api/extras/jobs/${id}/`);

  expect(body.data_schema).toMatchObject({ type: 'object', required: ['region', 'code'], additionalProperties: false });
  expect(Object.keys(body.data_schema.properties)).toHaveLength(8);
});

it('acceptance 4: a read-only job says that it has no commit control', async () => {
  const { body } = await test.admin.get('/api/extras/jobs/local/report/Report/');

  expect(body.read_only).toBe(true);
});

it('can be disabled and enabled by those who may, which is recorded', async () => {
  const viewer = await test.addClient('job-viewer', [{ objectTypes: ['extras.job'], actions: ['view'] }]);

  const refused = await viewer.send('PATCH', `/api/extras/jobs/${id}/`, { enabled: false });
  const malformed = await test.admin.send('PATCH', `/api/extras/jobs/${id}/`, { enabled: 'maybe', name: 'x' });
  const disabled = await test.admin.send('PATCH', `/api/extras/jobs/local/provision/Provision/`, { enabled: false });
  const { body: changes } = await test.admin.get(`/api/extras/object-changes/?changed_object_id=${id}`);
  await test.admin.send('PATCH', `/api/extras/jobs/${id}/`, { enabled: true });

  expect(refused.status).toBe(403);
  expect(malformed.status).toBe(400);
  expect(Object.keys(malformed.body).sort()).toEqual(['enabled', 'name']);
  expect(disabled.body.enabled).toBe(false);
  expect(changes.results[0]).toMatchObject({
    changed_object_type: 'extras.job',
    fields: { enabled: { before: true, after: false } },
  });
});

it('shows a broken module with what is wrong with it', async () => {
  const error = { code: 'JOBWRIGHT_MODULE_COMPILE', message: 'Unexpected "}"', file: 'report.ts', line: 3, column: 1 };
  await test.pool.query(`update extras_job_module set error = $1 where module_path = 'report'`, [
    JSON.stringify(error),
  ]);

  const { body } = await test.admin.get('/api/extras/job-modules/?module_path=report');
  const one = await test.admin.get(`/api/extras/job-modules/${body.results[0].id}/`);

  expect(one.body).toMatchObject({ module_path: 'report', source_file: 'report.ts', error });
});

it('shows users only the jobs that they may see', async () => {
  const limited = await test.addClient('limited-viewer', [
    { objectTypes: ['extras.job'], actions: ['view'], constraints: { class_path: 'local/report/Report' } },
  ]);

  const list = await limited.get('/api/extras/jobs/');
  const hidden = await limited.get(`/api/extras/jobs/${id}/`);

  expect(list.body.results.map((job: { class_name: string }) => job.class_name)).toEqual(['Report']);
  expect(hidden.status).toBe(404);
});

it('warns of filters in queryParams that no list of the model has', async () => {
  const { id: filtered } = await test.addJob(Filtered);

  const shown = await test.admin.get(`/api/extras/jobs/${filtered}/`);
  const listed = await test.admin.get('/api/extras/jobs/?class_name=Filtered');

  expect(shown.body.warnings).toEqual([
    'queryParams.regoin of "site" cannot be used: Unknown filter. Did you mean "region"?',
    'queryParams.region_id of "site" cannot be used: "EMEA" is not a valid UUID.',
  ]);
  expect(listed.body.results[0].warnings).toEqual(shown.body.warnings);
});
