import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start({ folder: new URL('../../../', import.meta.url), demo: true });
}, 120_000);
afterAll(() => platform[Symbol.asyncDispose]());

interface Named {
  readonly id: string;
  readonly name: string;
}

describe('NewBranch', () => {
  test('a dry run shows a site and its switches, and leaves neither', async () => {
    const [deviceType] = await platform.list<Named>('/api/dcim/device-types/?limit=1');

    const result = await platform.run('local/new_branch/NewBranch', {
      data: { siteName: 'Dry Town', switchCount: 2, switchModel: deviceType?.id },
      commit: false,
    });

    expect(result.status.value).toBe('completed');
    const changes = await platform.changes(result.id);
    expect(changes.filter((change) => change.model === 'dcim.site').map((change) => change.display)).toEqual([
      'Dry Town',
    ]);
    expect(changes.filter((change) => change.model === 'dcim.device').map((change) => change.display)).toEqual([
      'dry-town-switch1',
      'dry-town-switch2',
    ]);
    expect(await platform.list('/api/dcim/sites/?name=Dry%20Town')).toEqual([]);
  });

  test('a commit creates the site and its switches, returns the CSV, and lists one change per object', async () => {
    const [deviceType] = await platform.list<{
      readonly id: string;
      readonly model: string;
      readonly manufacturer: { readonly display: string };
    }>('/api/dcim/device-types/?limit=1');

    const result = await platform.run('local/new_branch/NewBranch', {
      data: { siteName: 'New Town', switchCount: 2, switchModel: deviceType?.id },
      commit: true,
    });

    const makeAndModel = `${deviceType?.manufacturer.display},${deviceType?.model}`;
    expect(result.output).toBe(`name,make,model\nnew-town-switch1,${makeAndModel}\nnew-town-switch2,${makeAndModel}`);
    const [site] = await platform.list<Named>('/api/dcim/sites/?name=New%20Town');
    expect(await platform.list(`/api/dcim/devices/?site_id=${site?.id}`)).toHaveLength(2);
    const changes = await platform.changes(result.id);
    expect(new Set(changes.map((change) => `${change.model} ${change.id}`)).size).toBe(changes.length);
    expect(changes.find((change) => change.model === 'dcim.site')?.fields).toMatchObject({
      name: { after: 'New Town' },
      slug: { after: 'new-town' },
    });
  });

  test('a second site of the same name is refused by the database in a dry run too', async () => {
    const [deviceType] = await platform.list<Named>('/api/dcim/device-types/?limit=1');
    const data = { siteName: 'Only Once', switchCount: 1, switchModel: deviceType?.id };
    await platform.run('local/new_branch/NewBranch', { data, commit: true });

    const again = await platform.run('local/new_branch/NewBranch', { data, commit: false });

    expect(again.status.value).toBe('errored');
    expect(again.error?.name).toBe('UniqueConstraintViolationException');
  });
});

test('DeviceConnectionsReport reports each console port and power supply of the active devices', async () => {
  const result = await platform.run('local/device_connections/DeviceConnectionsReport');

  expect(result.status.value).toBe('failed');
  const logs = await platform.logs(result.id);
  expect(new Set(logs.map((entry) => entry.group))).toEqual(new Set(['testConsoleConnection', 'testPowerConnections']));
  const messages = logs.map((entry) => entry.message.replace(/for .*? (?=marked)|for .*$/, ''));
  expect(messages).toContain('No console connection defined ');
  expect(logs.every((entry) => entry.object?.model === 'dcim.device')).toBe(true);
  expect(logs.some((entry) => entry.level === 'success')).toBe(true);
});

test('both curl lines of the reference work', async () => {
  const withoutVars = await platform.request<{ readonly job_result: { readonly id: string } }>(
    'POST',
    '/api/extras/jobs/local/example/MyJobWithNoVars/run/',
  );
  const withVars = await platform.request<{ readonly job_result: { readonly id: string }; readonly schedule: null }>(
    'POST',
    '/api/extras/jobs/local/example/MyJobWithVars/run/',
    { data: { foo: 'somevalue', bar: 123 }, commit: true },
  );

  expect(withoutVars.status).toBe(201);
  expect(withVars.status).toBe(201);
  expect(withVars.body.schedule).toBeNull();
  expect((await platform.waitFor(withoutVars.body.job_result.id)).output).toBe('Hello');
  expect((await platform.waitFor(withVars.body.job_result.id)).output).toEqual({
    foo: 'somevalue',
    bar: 123,
    commit: true,
  });
});

test('EveryVariable receives a value of each kind', async () => {
  const [site] = await platform.list<Named & { readonly region: { readonly id: string; readonly display: string } }>(
    '/api/dcim/sites/?limit=1&region__isnull=false',
  );
  const form = new FormData();
  const fields: Record<string, string> = {
    code: ' abc ',
    count: '0',
    enabled: 'true',
    direction: 's',
    colours: '["ff0000", "0000ff"]',
    region: site?.region.id ?? '',
    site: site?.id ?? '',
    gateway: '2001:db8::1',
    management: '192.0.2.5/24',
    block: '10.0.0.0/8',
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('upload', new File(['hello'], 'hello.txt', { type: 'text/plain' }));

  const { status, body } = await platform.request<{ readonly job_result: { readonly id: string } }>(
    'POST',
    '/api/extras/jobs/local/every_variable/EveryVariable/run/',
    form,
  );

  expect(status).toBe(201);
  expect((await platform.waitFor(body.job_result.id)).output).toMatchObject({
    code: 'abc',
    notes: null,
    count: 0,
    enabled: true,
    direction: 's',
    colours: ['ff0000', '0000ff'],
    region: site?.region.display,
    site: site?.name,
    upload: 'hello.txt, 5 bytes',
    gateway: 'IPv6 2001:db8::1',
    management: '192.0.2.5 in 192.0.2.0/24',
    block: '10.0.0.0/8 has 16777216 addresses',
  });
});

test('AddressesWithoutPrefix finds the addresses that no prefix contains', async () => {
  const result = await platform.run('local/address_checks/AddressesWithoutPrefix');

  expect(result.status.value).toBe('failed');
  const failures = (await platform.logs(result.id)).filter((entry) => entry.level === 'failure');
  expect(failures.length).toBeGreaterThan(0);
  for (const { message } of failures) expect(message).toMatch(/^No prefix of .+ contains [0-9a-f.:/]+$/);
});

test('RouterLoopbacks reports every router', async () => {
  const result = await platform.run('local/address_checks/RouterLoopbacks');

  const logs = await platform.logs(result.id);
  expect(logs.some((entry) => entry.level === 'success')).toBe(true);
  expect(logs.some((entry) => entry.level === 'failure')).toBe(true);
});

test('TopOfRackConsole returns a table with one row per rack', async () => {
  const result = await platform.run('local/top_of_rack_console/TopOfRackConsole');

  const rows = result.output as readonly { readonly site: string; readonly rack: string; readonly console: boolean }[];
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map((row) => `${row.site} ${row.rack}`)).size).toBe(rows.length);
});

test('ImportDevices creates and updates devices from a CSV file, and leaves out rows that it cannot place', async () => {
  const [site] = await platform.list<{ readonly slug: string }>('/api/dcim/sites/?limit=1');
  const [type] = await platform.list<{ readonly slug: string }>('/api/dcim/device-types/?limit=1');
  const [role] = await platform.list<{ readonly slug: string }>('/api/dcim/device-roles/?limit=1');
  const rows = [
    'name,site,device_type,role,serial',
    `imported-1,${site?.slug},${type?.slug},${role?.slug},S1`,
    `imported-2,nowhere,${type?.slug},${role?.slug},S2`,
  ];
  const form = new FormData();
  form.set('status', '{"slug": "planned"}');
  form.set('file', new File([rows.join('\n')], 'devices.csv', { type: 'text/csv' }));
  form.set('_commit', 'true');

  const { body } = await platform.request<{ readonly job_result: { readonly id: string } }>(
    'POST',
    '/api/extras/jobs/local/import_devices/ImportDevices/run/',
    form,
  );
  const result = await platform.waitFor(body.job_result.id);

  expect(result.output).toBe('1 created, 0 updated, 1 left out');
  expect(await platform.list('/api/dcim/devices/?name=imported-1')).toMatchObject([{ serial: 'S1' }]);
});

test('ReservePrefixes takes the next free networks of a container', async () => {
  const status = { slug: 'active' };
  const created = await platform.request<Named>('POST', '/api/ipam/prefixes/', { prefix: '198.18.0.0/22', status });
  expect(created.status).toBe(201);
  await platform.request('POST', '/api/ipam/prefixes/', { prefix: '198.18.1.0/24', status });

  const result = await platform.run('local/reserve_prefixes/ReservePrefixes', {
    data: { container: created.body.id, length: 24, count: 2 },
    commit: true,
  });

  expect(result.output).toEqual([
    { prefix: '198.18.0.0/24', description: 'Reserved' },
    { prefix: '198.18.2.0/24', description: 'Reserved' },
  ]);
});

test('DeviceCompliance reports names, primary addresses and cables of the devices of a site', async () => {
  const [site] = await platform.list<Named>('/api/dcim/sites/?slug=syd1');

  const result = await platform.run('local/device_compliance/DeviceCompliance', { data: { sites: [site?.id] } });

  expect(result.error).toBeNull();
  const logs = await platform.logs(result.id);
  const devices = await platform.list(`/api/dcim/devices/?site_id=${site?.id}&status=active&limit=0`);
  const groups = Map.groupBy(logs, (entry) => entry.group);
  expect([...groups].map(([group, entries]) => [group, entries.length])).toEqual([
    ['testNames', devices.length],
    ['testPrimaryAddresses', devices.length],
    ['testCables', devices.length],
  ]);
  expect(logs.every((entry) => entry.object?.model === 'dcim.device')).toBe(true);
});

test('DeviceCompliance says that what it was given is no pattern', async () => {
  const result = await platform.run('local/device_compliance/DeviceCompliance', { data: { pattern: '(' } });

  expect([result.status.value, result.error?.message]).toEqual(['failed', '( is no regular expression.']);
});

test('OnboardSite makes a site with a network, devices and addresses, and leaves out rows that it does not know', async () => {
  const status = { slug: 'container' };
  const container = await platform.request<Named>('POST', '/api/ipam/prefixes/', { prefix: '198.19.0.0/20', status });
  const [type] = await platform.list<{ readonly slug: string; readonly model: string }>(
    '/api/dcim/device-types/?slug=c9300-48p',
  );
  const form = new FormData();
  const rows = ['name,device_type,role', `sw1,${type?.slug},access-switch`, 'x,unknown,access-switch'];
  form.set('siteName', 'Utrecht');
  form.set('code', 'utr1');
  form.set('container', container.body.id);
  form.set('devices', new File([rows.join('\n')], 'devices.csv', { type: 'text/csv' }));

  const { status: accepted, body } = await platform.request<{ readonly job_result: { readonly id: string } }>(
    'POST',
    '/api/extras/jobs/local/onboard_site/OnboardSite/run/',
    form,
  );

  expect(accepted).toBe(201);
  const result = await platform.waitFor(body.job_result.id);
  expect(result.output).toEqual([{ device: 'utr1-sw1', type: type?.model, address: '198.19.0.1/24' }]);
  const changes = await platform.changes(result.id);
  expect(changes.filter(({ model }) => model !== 'dcim.interface').map(({ model }) => model)).toEqual(
    expect.arrayContaining(['dcim.site', 'ipam.prefix', 'dcim.device', 'ipam.ipaddress']),
  );
  const failures = (await platform.logs(result.id)).filter((entry) => entry.level === 'failure');
  expect(failures.map((entry) => entry.message)).toEqual(['Line 3: unknown device type, row left out']);
});
