import { randomBytes } from 'node:crypto';
import { Job as JobBase, ObjectVar } from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Client, type TestApp } from '../../testing/rest/test-app.ts';
import { TestDevice } from '../../testing/rest/network-plugin.ts';

const paths = {
  regions: '/api/net/regions/',
  sites: '/api/net/sites/',
  tags: '/api/net/tags/',
  devices: '/api/net/devices/',
} as const;

/** Takes devices of sites by what the sites hold. */
class Reboot extends JobBase {
  device = ObjectVar({ model: TestDevice, required: false });
  override async run(): Promise<void> {}
}

let test: TestApp;
/** May view every device, and of the sites and tags those called "open". */
let guest: Client;
/** May view devices, and nothing that they refer to. */
let blind: Client;
const ids: Record<string, string> = {};

beforeAll(async () => {
  test = await createTestApp();
  const add = async (path: string, body: { readonly name: string; readonly [field: string]: unknown }) => {
    const { status, body: created } = await test.admin.send('POST', path, body);
    expect(status).toBe(201);
    ids[body.name] = created.id;
  };
  await add(paths.regions, { name: 'hidden region', slug: 'hidden-region' });
  await add(paths.sites, { name: 'open site', slug: 'open-site' });
  await add(paths.sites, { name: 'hidden site', slug: 'hidden-site', region: { name: 'hidden region' } });
  await add(paths.tags, { name: 'open tag' });
  await add(paths.tags, { name: 'hidden tag' });
  await add(paths.devices, { name: 'a', site: { name: 'open site' }, tags: [{ name: 'open tag' }] });
  await add(paths.devices, {
    name: 'b',
    site: { name: 'hidden site' },
    tags: [{ name: 'hidden tag' }, { name: 'open tag' }],
  });
  await test.addJob(Reboot);
  const everyDevice = { objectTypes: ['net.device'], actions: ['view', 'add', 'change'] };
  guest = await test.addClient('guest', [
    everyDevice,
    { objectTypes: ['net.site', 'net.tag'], actions: ['view'], constraints: { name__isw: 'open' } },
    { objectTypes: ['extras.job'], actions: ['run'] },
  ]);
  blind = await test.addClient('blind', [everyDevice]);
});
afterAll(() => test[Symbol.asyncDispose]());

async function names(client: Client, query: string): Promise<readonly string[]> {
  const { status, body } = await client.get(`${paths.devices}?${query}`);
  expect([status, body.count]).toEqual([200, body.results?.length]);
  return body.results.map(({ name }: { name: string }) => name);
}

describe('what an object out of sight holds is told by no list of others', () => {
  it.each([
    // Each of these would find the device "b", or leave out "a", if it looked at the hidden site.
    ['site=hidden-site', []],
    ['site=hidden%20site', []],
    ['site__name=hidden%20site', []],
    ['site__name__ic=hidden', []],
    ['site__name__isw=h', []],
    ['site__slug__iew=site', ['a']],
    ['site__n=hidden-site', ['a', 'b']],
    ['site__n=open-site', ['b']],
    ['site__name__n=other', ['a']],
    ['site__name__nic=hidden', ['a']],
    ['site__status=planned', ['a']],
    ['site__status__n=active', ['a']],
    ['site__region_id__isnull=true', ['a']],
    ['site__region_id__isnull=false', []],
    ['site__opened__isnull=true', ['a']],
    ['tags=hidden%20tag', []],
    ['tags__n=hidden%20tag', ['a', 'b']],
    ['tags__name__ic=hidden', []],
    ['tags__name__nic=open', []],
    ['q=hidden', []],
    ['q=site', ['a']],
  ])('filter %s', async (query, expected) => {
    expect((await names(guest, query)).toSorted()).toEqual(expected);
  });

  it.each(['site__region__name=hidden%20region', 'site__region=hidden-region', 'site__region__name__n=x'])(
    'a filter by a model of which nothing is in sight is refused: %s',
    async (query) => {
      const { status, body } = await guest.get(`${paths.devices}?${query}`);

      expect([status, Object.values(body)]).toEqual([400, [['You may not view any region.']]]);
    },
  );

  it.each(['site', '-site', 'site__name', '-site__slug', 'site__region', 'site__region__name'])(
    'an order by it is refused: %s',
    async (ordering) => {
      const { status, body } = await guest.get(`${paths.devices}?ordering=${ordering}`);

      expect(status).toBe(400);
      expect(body.ordering[0]).toMatch(/^You may not order by what a (site|region) holds/);
    },
  );

  it('and the order that a list has by itself does not follow it', async () => {
    // By site, it would be "b", "a".
    expect(await names(guest, '')).toEqual(['a', 'b']);
    expect(await names(blind, '')).toEqual(['a', 'b']);
    expect(await names(test.admin, '')).toEqual(['b', 'a']);
  });

  it('its id is the other object’s own, and may be asked for', async () => {
    const site = ids['hidden site'];

    expect(await names(guest, `site_id=${site}`)).toEqual(['b']);
    expect(await names(guest, `site=${site}`)).toEqual(['b']);
    expect(await names(blind, `site=${site}`)).toEqual(['b']);
    expect(await names(guest, `tags_id=${ids['hidden tag']}`)).toEqual(['b']);
  });

  it('whoever may view everything finds everything', async () => {
    expect(await names(test.admin, 'site__region__name=hidden%20region&tags=hidden%20tag')).toEqual(['b']);
  });
});

describe('the name of an object out of sight', () => {
  it('is not shown where others refer to it, in lists and details', async () => {
    const { body: list } = await guest.get(`${paths.devices}?ordering=name`);
    const { body: detail } = await guest.get(`${paths.devices}${ids['b']}/`);
    const { body: unseen } = await blind.get(`${paths.devices}${ids['b']}/`);

    expect(list.results[0].site.display).toBe('open site');
    for (const shown of [list.results[1], detail]) {
      expect(shown.site).toMatchObject({ id: ids['hidden site'], display: ids['hidden site'] });
      const tags: readonly string[] = shown.tags.map(({ display }: { display: string }) => display);
      expect(new Set(tags)).toEqual(new Set([ids['hidden tag'], 'open tag']));
    }
    expect(JSON.stringify([unseen.site, unseen.tags])).not.toMatch(/hidden|open/);
  });

  it('is not shown in the answer to a change', async () => {
    const { status, body } = await guest.send('PATCH', `${paths.devices}${ids['b']}/`, { position: 1 });

    expect(status).toBe(200);
    expect(body.site.display).toBe(ids['hidden site']);
  });

  it('is not shown by users, groups and permissions', async () => {
    const client = await test.addClient('clerk', [
      { objectTypes: ['users.group', 'users.objectpermission'], actions: ['view'] },
    ]);
    await test.admin.send('POST', '/api/users/groups/', { name: 'staff', users: [guest.user.id, client.user.id] });
    const { body: groups } = await client.get('/api/users/groups/');
    const { body: permissions } = await client.get('/api/users/permissions/?ordering=name');

    const members: readonly string[] = groups.results[0].users.map(({ display }: { display: string }) => display);
    expect(new Set(members)).toEqual(new Set([guest.user.id, 'clerk']));
    expect(permissions.results[0].users[0].display).toBe(blind.user.id);
  });

  it.each(['/api/users/groups/?users__username=guest', '/api/users/groups/?users__email__isw=g'])(
    'is not found by a filter: %s',
    async (url) => {
      const client = await test.addClient(`clerk ${url.length}`, [{ objectTypes: ['users.group'], actions: ['view'] }]);

      expect((await client.get(url)).body.count).toBe(0);
    },
  );
});

/** Another version of the job, so that the code of a run is not the present one any more. */
async function changeCode(): Promise<void> {
  const next = randomBytes(32).toString('hex');
  await test.pool.query(
    `insert into extras_job_bundle (digest, code, source_map, inputs, data_files, created)
     select $1, code, source_map, inputs, data_files, now() from extras_job_bundle limit 1`,
    [next],
  );
  await test.pool.query(`update extras_job set bundle_digest = $1 where class_name = 'Reboot'`, [next]);
}

describe('the body of a request', () => {
  it.each([
    { site: { region: 'hidden-region' } },
    { site: { region__name: 'hidden region' } },
    { site: { slug: 'hidden-site' } },
    { site: { name__isw: 'hidden' } },
    { tags: [{ name: 'hidden tag' }] },
  ])('finds nothing out of sight by attributes: %j', async (body) => {
    const { status, body: answer } = await guest.send('PATCH', `${paths.devices}${ids['a']}/`, body);

    expect(status).toBe(400);
    expect(JSON.stringify(answer)).toMatch(/There is no (site|tag) with|You may not view any region/);
  });

  it.each([
    { device: { site__name: 'hidden site' } },
    { device: { site: 'hidden-site' } },
    { device: { tags: 'hidden tag' } },
    { device: { site__region__slug: 'hidden-region' } },
  ])('nor does the input of a run: %j', async (data) => {
    const { status, body } = await guest.send('POST', '/api/extras/jobs/local/reboot/Reboot/run/', { data });

    expect(status).toBe(400);
    expect(JSON.stringify(body)).toMatch(/There is no device with|You may not view any region/);
  });

  it.each(['present', 'same'])('nor does a run again of what somebody else ran, with the %s code', async (code) => {
    const peer = await test.addClient(`peer ${code}`, [
      { objectTypes: ['extras.job', 'extras.jobresult'], actions: ['view', 'run'] },
      { objectTypes: ['net.device'], actions: ['view'], constraints: { name: 'a' } },
    ]);
    const again: unknown[] = [];
    for (const name of ['a', 'b']) {
      const data = { device: ids[name] };
      const { body } = await test.admin.send('POST', '/api/extras/jobs/local/reboot/Reboot/run/', { data });
      await changeCode();
      const url = `/api/extras/job-results/${body.job_result.id}/run-again/`;
      const { status, body: answer } = await peer.send('POST', url, { code });
      again.push([status, answer.device]);
    }

    expect(again).toEqual([
      [201, undefined],
      [400, [`There is no device with the id ${ids['b']}.`]],
    ]);
  });
});
