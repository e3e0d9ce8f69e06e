import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';

let test: TestApp;
const ids: Record<string, string> = {};

beforeAll(async () => {
  test = await createTestApp();
  const add = async (endpoint: string, body: object): Promise<string> => {
    const answer = await test.admin.send('POST', `/api/net/${endpoint}/`, body);
    expect(answer).toMatchObject({ status: 201 });
    return answer.body.id;
  };
  ids['emea'] = await add('regions', { name: 'EMEA', slug: 'emea' });
  ids['apac'] = await add('regions', { name: 'APAC', slug: 'apac' });
  ids['ams'] = await add('sites', { name: 'Amsterdam', slug: 'ams', region: ids['emea'], status: 'active' });
  ids['lon'] = await add('sites', { name: 'London', slug: 'lon', region: { slug: 'emea' }, latitude: '51.507222' });
  ids['tok'] = await add('sites', { name: '100% Tokyo', slug: 'tok', region: ids['apac'], opened: '2020-01-31' });
  ids['moon'] = await add('sites', { name: 'Moon', slug: 'moon' });
  ids['red'] = await add('tags', { name: 'red' });
  ids['blue'] = await add('tags', { name: 'blue' });
  ids['sw1'] = await add('devices', {
    name: 'sw1',
    site: ids['ams'],
    position: 1,
    asset_tag: 'A1',
    tags: [ids['red'], { name: 'blue' }],
  });
  ids['sw2'] = await add('devices', { name: 'sw2', site: { slug: 'ams' }, position: 12, tags: [ids['red']] });
  ids['sw3'] = await add('devices', { name: 'sw3', site: ids['tok'], is_managed: true });
  ids['ten'] = await add('prefixes', { prefix: '10.0.0.0/8' });
  ids['ten1'] = await add('prefixes', { prefix: '10.1.0.0/16' });
  ids['v6'] = await add('prefixes', { prefix: '2001:db8::/32' });
});
afterAll(() => test[Symbol.asyncDispose]());

async function names(url: string, key = 'name'): Promise<string[]> {
  const answer = await test.admin.get(url);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.results.map((result: Record<string, string>) => result[key]);
}

describe('an object', () => {
  it('shows its columns in snake case, with related objects as id, address and display', async () => {
    const { body } = await test.admin.get(`/api/net/devices/${ids['sw1']}/`);

    expect(body).toEqual({
      id: ids['sw1'],
      url: `http://localhost/api/net/devices/${ids['sw1']}/`,
      display: 'Amsterdam sw1',
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      last_updated: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      name: 'sw1',
      site: { id: ids['ams'], url: `http://localhost/api/net/sites/${ids['ams']}/`, display: 'Amsterdam' },
      asset_tag: 'A1',
      position: 1,
      is_managed: false,
      tags: [
        { id: ids['blue'], url: `http://localhost/api/net/tags/${ids['blue']}/`, display: 'blue' },
        { id: ids['red'], url: `http://localhost/api/net/tags/${ids['red']}/`, display: 'red' },
      ],
    });
  });

  it('shows decimals as text, dates as days, JSON as it is, and no sensitive property', async () => {
    const { body: london } = await test.admin.get(`/api/net/sites/${ids['lon']}/`);
    const { body: tokyo } = await test.admin.get(`/api/net/sites/${ids['tok']}/`);

    expect(london).toMatchObject({ latitude: '51.507222', opened: null, custom_field_data: {}, status: 'planned' });
    expect(tokyo).toMatchObject({ latitude: null, opened: '2020-01-31' });
    expect(london).not.toHaveProperty('password');
  });

  it('is not found under an id that does not exist or is none', async () => {
    const missing = await test.admin.get('/api/net/sites/00000000-0000-7000-8000-000000000000/');
    const malformed = await test.admin.get('/api/net/sites/ams/');

    expect([missing.status, malformed.status]).toEqual([404, 404]);
  });
});

describe('a list', () => {
  it('comes in pages with the addresses of the ones around', async () => {
    const first = await test.admin.get('/api/net/sites/?limit=2');
    const second = await test.admin.get('/api/net/sites/?limit=2&offset=2&status=planned&status=active');

    expect(first.body).toMatchObject({ count: 4, previous: null });
    expect(first.body.next).toBe('http://localhost/api/net/sites/?limit=2&offset=2');
    expect(first.body.results).toHaveLength(2);
    expect(second.body.previous).toBe('http://localhost/api/net/sites/?limit=2&status=planned&status=active');
    expect(second.body.next).toBeNull();
  });

  it('takes limit=0 as the largest page', async () => {
    const { body } = await test.admin.get('/api/net/sites/?limit=0');

    expect(body.results).toHaveLength(4);
  });

  it('asks the database a fixed number of times, whatever the number of objects', async () => {
    let statements = 0;
    const onAcquire = (): void => void statements++;
    test.pool.on('acquire', onAcquire);
    const count = async (limit: number): Promise<number> => {
      statements = 0;
      await test.admin.get(`/api/net/devices/?limit=${limit}`);
      return statements;
    };

    const [one, three] = [await count(1), await count(3)];

    test.pool.off('acquire', onAcquire);
    expect(one).toBe(6);
    expect(three).toBe(6);
  });

  it('is ordered as the model says, or as the client asks', async () => {
    expect(await names('/api/net/devices/')).toEqual(['sw3', 'sw1', 'sw2']);
    expect(await names('/api/net/devices/?ordering=-name')).toEqual(['sw3', 'sw2', 'sw1']);
    expect(await names('/api/net/devices/?ordering=-position,name')).toEqual(['sw2', 'sw1', 'sw3']);
    expect(await names('/api/net/devices/?ordering=-site__name,name')).toEqual(['sw1', 'sw2', 'sw3']);
    expect(await names('/api/net/devices/?ordering=-site,name')).toEqual(['sw1', 'sw2', 'sw3']);
  });

  it('refuses orders, limits and offsets that make no sense', async () => {
    const answer = await test.admin.get('/api/net/devices/?ordering=nmae&limit=many&offset=-1');

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      ordering: ['Cannot order by "nmae". Did you mean "name"?'],
      limit: ['Enter a whole number that is not negative.'],
      offset: ['Enter a whole number that is not negative.'],
    });
  });
});

describe('filters', () => {
  it('compare a column, with several values meaning any of them', async () => {
    expect(await names('/api/net/sites/?name=London')).toEqual(['London']);
    expect(await names('/api/net/sites/?slug=lon&slug=ams')).toEqual(['Amsterdam', 'London']);
    expect(await names('/api/net/sites/?status=active')).toEqual(['Amsterdam']);
    expect(await names('/api/net/devices/?is_managed=true')).toEqual(['sw3']);
  });

  it('compare text in part and in any case, with wildcards meaning themselves', async () => {
    expect(await names('/api/net/sites/?name__ic=ON')).toEqual(['London', 'Moon']);
    expect(await names('/api/net/sites/?name__isw=lo')).toEqual(['London']);
    expect(await names('/api/net/sites/?name__iew=ON')).toEqual(['London', 'Moon']);
    expect(await names('/api/net/sites/?name__ie=MOON')).toEqual(['Moon']);
    expect(await names('/api/net/sites/?name__ic=0%25')).toEqual(['100% Tokyo']);
    expect(await names('/api/net/sites/?name__ic=_')).toEqual([]);
    expect(await names('/api/net/sites/?name__nic=on')).toEqual(['100% Tokyo', 'Amsterdam']);
    expect(await names('/api/net/sites/?name__n=Moon&name__n=London')).toEqual(['100% Tokyo', 'Amsterdam']);
  });

  it('compare ranges of numbers and times', async () => {
    expect(await names('/api/net/devices/?position__gt=1')).toEqual(['sw2']);
    expect(await names('/api/net/devices/?position__gte=1&position__lt=12')).toEqual(['sw1']);
    expect(
      await names('/api/net/devices/?created__gte=2020-01-01&created__lte=2999-01-01T00:00:00%2B02:00'),
    ).toHaveLength(3);
    expect(await names('/api/net/sites/?opened__lt=2021-01-01')).toEqual(['100% Tokyo']);
    expect(await names('/api/net/sites/?latitude__gt=50.5')).toEqual(['London']);
  });

  it('find rows with and without a value; a negation includes rows without one', async () => {
    expect(await names('/api/net/devices/?asset_tag__isnull=true')).toEqual(['sw3', 'sw2']);
    expect(await names('/api/net/devices/?asset_tag__isnull=false')).toEqual(['sw1']);
    expect(await names('/api/net/devices/?position__n=1')).toEqual(['sw3', 'sw2']);
    expect(await names('/api/net/sites/?region_id=null')).toEqual(['Moon']);
    expect(await names('/api/net/sites/?region__isnull=true')).toEqual(['Moon']);
    expect(await names('/api/net/sites/?region__n=emea')).toEqual(['100% Tokyo', 'Moon']);
  });

  it('compare references by id, by unique name, and through further relations', async () => {
    expect(await names(`/api/net/devices/?site_id=${ids['ams']}`)).toEqual(['sw1', 'sw2']);
    expect(await names('/api/net/devices/?site=tok')).toEqual(['sw3']);
    expect(await names('/api/net/devices/?site=Amsterdam&site=tok')).toEqual(['sw3', 'sw1', 'sw2']);
    expect(await names(`/api/net/devices/?site=${ids['tok']}`)).toEqual(['sw3']);
    expect(await names('/api/net/devices/?site__region=apac')).toEqual(['sw3']);
    expect(await names(`/api/net/devices/?site__region_id=${ids['emea']}`)).toEqual(['sw1', 'sw2']);
    expect(await names('/api/net/devices/?site__name__ic=AMS')).toEqual(['sw1', 'sw2']);
  });

  it('compare lists of references, each object once', async () => {
    expect(await names('/api/net/devices/?tags=red&tags=blue')).toEqual(['sw1', 'sw2']);
    expect(await names(`/api/net/devices/?tag_id=${ids['blue']}`)).toEqual(['sw1']);
    expect(await names('/api/net/devices/?tags__n=blue')).toEqual(['sw3', 'sw2']);
  });

  it('compare networks by containment', async () => {
    expect(await names('/api/net/prefixes/?prefix__within=10.0.0.0/8', 'prefix')).toEqual(['10.1.0.0/16']);
    expect(await names('/api/net/prefixes/?prefix__within_include=10.0.0.0/8', 'prefix')).toEqual([
      '10.0.0.0/8',
      '10.1.0.0/16',
    ]);
    expect(await names('/api/net/prefixes/?prefix__contains=10.1.2.3', 'prefix')).toEqual([
      '10.0.0.0/8',
      '10.1.0.0/16',
    ]);
    expect(await names('/api/net/prefixes/?prefix=10.1.0.0/16', 'prefix')).toEqual(['10.1.0.0/16']);
  });

  it('search with q in the columns that the model names, over relations and in numbers and networks too', async () => {
    expect(await names('/api/net/sites/?q=emea')).toEqual(['Amsterdam', 'London']);
    expect(await names('/api/net/sites/?q=MOO')).toEqual(['Moon']);
    expect(await names('/api/net/devices/?q=12')).toEqual(['sw2']);
    expect(await names('/api/net/prefixes/?q=10.1', 'prefix')).toEqual(['10.1.0.0/16']);
    expect(await names('/api/net/prefixes/?q=db8', 'prefix')).toEqual(['2001:db8::/32']);
  });

  it('that do not exist are refused with the names that are near', async () => {
    const answer = await test.admin.get('/api/net/sites/?nmae=a&regionid=b&name__icc=c&password=d');

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      nmae: ['Unknown filter. Did you mean "name"?'],
      regionid: ['Unknown filter. Did you mean "region_id", "region"?'],
      name__icc: ['Unknown filter. Did you mean "name__ic", "name__ie", "name__iew"?'],
      password: ['Unknown filter.'],
    });
  });

  it('with values that the column cannot have are refused, each in its own words', async () => {
    const answer = await test.admin.get(
      '/api/net/devices/?position=one&is_managed=maybe&site_id=x&created__gt=yesterday&position__gt=99999999999',
    );
    const sites = await test.admin.get('/api/net/sites/?status=gone&name=a%00b&latitude__gt=1e9x');
    const prefixes = await test.admin.get('/api/net/prefixes/?prefix__within=10.0.0/8');

    expect([answer.status, sites.status, prefixes.status]).toEqual([400, 400, 400]);
    expect(answer.body).toEqual({
      position: ['Enter a whole number.'],
      is_managed: ['Enter true or false.'],
      site_id: ['"x" is not a valid UUID.'],
      created__gt: ['Enter a date and time like 2026-01-31T08:00:00Z.'],
      position__gt: ['Enter a whole number.'],
    });
    expect(sites.body).toEqual({
      status: ['Select a valid choice: gone is not one of planned, active, retired.'],
      name: ['A value may not contain a null character.'],
      latitude__gt: ['Enter a number.'],
    });
    expect(prefixes.body).toEqual({ prefix__within: ['"10.0.0/8" is not an IP address or network.'] });
  });
});

describe('writing', () => {
  it('changes what a PATCH names and keeps the rest', async () => {
    const { body: made } = await test.admin.send('POST', '/api/net/sites/', {
      name: 'Patch',
      slug: 'patch',
      comments: 'a',
    });
    const answer = await test.admin.send('PATCH', `/api/net/sites/${made.id}/`, {
      status: 'active',
      region: { slug: 'apac' },
    });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'Patch', comments: 'a', status: 'active', region: { display: 'APAC' } });
  });

  it('takes back with PUT what GET gave', async () => {
    const { body: made } = await test.admin.get(`/api/net/devices/${ids['sw3']}/`);
    const answer = await test.admin.send('PUT', `/api/net/devices/${made.id}/`, {
      ...made,
      position: 7,
      tags: [{ name: 'red' }],
    });

    expect(answer.body).toMatchObject({ position: 7, site: made.site, tags: [{ display: 'red' }] });
    await test.admin.send('PATCH', `/api/net/devices/${made.id}/`, { position: null, tags: [] });
  });

  it('names every field that is not right, and writes nothing', async () => {
    const answer = await test.admin.send('POST', '/api/net/devices/', {
      nmae: 'x',
      position: 'first',
      asset_tag: 'x'.repeat(51),
      site: { slug: 'nowhere' },
      tags: [{ name: 'green' }],
    });

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      nmae: ['There is no such field. Did you mean "name"?'],
      position: ['A valid integer is required.'],
      asset_tag: ['Ensure this field has no more than 50 characters.'],
      site: ['There is no site with slug = "nowhere".'],
      tags: ['There is no tag with name = "green".'],
      name: ['This field is required.'],
    });
  });

  it('refuses null characters wherever they are', async () => {
    const answer = await test.admin.send('POST', '/api/net/sites/', {
      name: 'a\0b',
      slug: 'ok',
      custom_field_data: { deep: ['\0'] },
    });

    expect(answer.body).toEqual({
      name: ['Null characters are not allowed.'],
      custom_field_data: ['Null characters are not allowed.'],
    });
  });

  it('answers values that the database refuses with 400', async () => {
    const network = await test.admin.send('POST', '/api/net/prefixes/', { prefix: '10.0.0.1/8' });
    const number = await test.admin.send('POST', '/api/net/sites/', { name: 'L', slug: 'l', latitude: '1234.5' });

    expect([network.status, number.status]).toEqual([400, 400]);
  });

  it('applies the rules of the model itself', async () => {
    const answer = await test.admin.send('POST', '/api/net/devices/', { name: 'x', site: ids['ams'], position: 0 });

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ position: ['Positions begin at 1.'] });
  });

  it('answers a value that another object has with 400 at the field, or fields', async () => {
    const single = await test.admin.send('POST', '/api/net/sites/', { name: 'London', slug: 'other' });
    const pair = await test.admin.send('POST', '/api/net/devices/', { name: 'sw1', site: ids['ams'] });

    expect([single.status, pair.status]).toEqual([400, 400]);
    expect(single.body).toEqual({ name: ['An object with this name already exists.'] });
    expect(pair.body).toEqual({
      site: ['An object with this combination of site, name already exists.'],
      name: ['An object with this combination of site, name already exists.'],
    });
  });

  it('refuses to delete what others need with 409', async () => {
    const answer = await test.admin.send('DELETE', `/api/net/sites/${ids['ams']}/`);

    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe('JOBWRIGHT_OBJECT_PROTECTED');
  });

  it('creates, changes and deletes lists, all or none', async () => {
    const made = await test.admin.send('POST', '/api/net/tags/', [{ name: 'b1' }, { name: 'b2' }]);
    const [first, second] = made.body;
    const failed = await test.admin.send('POST', '/api/net/tags/', [{ name: 'b3' }, { name: 5 }]);
    const changed = await test.admin.send('PATCH', '/api/net/tags/', [
      { id: first.id, name: 'c1' },
      { id: second.id, name: 'c2' },
    ]);
    const deleted = await test.admin.send('DELETE', '/api/net/tags/', [{ id: first.id }, { id: second.id }]);

    expect(made.body.map((tag: { name: string }) => tag.name)).toEqual(['b1', 'b2']);
    expect(failed.body).toEqual({ '1.name': ['Not a valid string.'] });
    expect(changed.body.map((tag: { name: string }) => tag.name)).toEqual(['c1', 'c2']);
    expect(deleted.status).toBe(204);
    expect(await names('/api/net/tags/')).toEqual(['blue', 'red']);
  });

  it('leaves an audit record per object, with user, request and the fields that changed', async () => {
    const made = await test.admin.send('POST', '/api/net/devices/', { name: 'audit', site: ids['ams'] });
    const { id } = made.body;
    const patched = await test.admin.send('PATCH', `/api/net/devices/${id}/`, {
      site: ids['lon'],
      tags: [ids['blue']],
    });
    await test.admin.send('PATCH', `/api/net/devices/${id}/`, { name: 'audit' });
    await test.admin.send('DELETE', `/api/net/devices/${id}/`);

    const { body } = await test.admin.get(`/api/extras/object-changes/?changed_object_id=${id}&ordering=time`);

    expect(body.results.map((change: { action: string }) => change.action)).toEqual(['create', 'update', 'delete']);
    expect(body.results[0]).toMatchObject({
      user: { display: 'admin' },
      user_name: 'admin',
      request_id: made.headers['request-id'],
      changed_object_type: 'net.device',
      object_repr: 'Amsterdam audit',
      fields: { name: { after: 'audit' }, site_id: { after: ids['ams'] }, is_managed: { after: false } },
    });
    expect(body.results[1]).toMatchObject({
      request_id: patched.headers['request-id'],
      fields: {
        site_id: { before: ids['ams'], after: ids['lon'] },
        tags: { before: [], after: [ids['blue']] },
      },
    });
    expect(Object.keys(body.results[1].fields).sort()).toEqual(['site_id', 'tags']);
    expect(body.results[2]).toMatchObject({ object_repr: 'London audit', fields: { name: { before: 'audit' } } });
  });
});

describe('a delete', () => {
  it('leaves a record for every object that it drags along', async () => {
    const { body: region } = await test.admin.send('POST', '/api/net/regions/', { name: 'Gone', slug: 'gone' });
    const { body: site } = await test.admin.send('POST', '/api/net/sites/', {
      name: 'S',
      slug: 's',
      region: region.id,
    });
    const deleted = await test.admin.send('DELETE', `/api/net/regions/${region.id}/`);
    const requestId = String(deleted.headers['request-id']);

    const { body } = await test.admin.get(`/api/extras/object-changes/?request_id=${requestId}&ordering=action`);

    expect(deleted.status).toBe(204);
    expect(body.results).toMatchObject([
      { action: 'delete', object_repr: 'Gone', fields: { name: { before: 'Gone' } } },
      {
        action: 'update',
        changed_object_id: site.id,
        fields: { region_id: { before: region.id, after: null } },
      },
    ]);
  });

  it('redacts sensitive values in the record', async () => {
    const { body: site } = await test.admin.send('POST', '/api/net/sites/', { name: 'P', slug: 'p' });
    await test.pool.query(`update net_site set password = 'hunter2' where id = $1`, [site.id]);
    await test.admin.send('DELETE', `/api/net/sites/${site.id}/`);

    const { body } = await test.admin.get(`/api/extras/object-changes/?changed_object_id=${site.id}&action=delete`);

    expect(body.results[0].fields.password.before).toMatch(/^redacted:[0-9a-f]{16}$/);
  });
});

describe('permissions', () => {
  it('are needed for each action, and a constraint limits it to some objects', async () => {
    const nobody = await test.addClient('nobody');
    const viewer = await test.addClient('viewer', [
      { objectTypes: ['net.site'], actions: ['view', 'change'], constraints: { region: 'emea' } },
    ]);

    const refused = await nobody.get('/api/net/sites/');
    const listed = await viewer.get('/api/net/sites/');
    const hidden = await viewer.get(`/api/net/sites/${ids['tok']}/`);
    const added = await viewer.send('POST', '/api/net/sites/', { name: 'n', slug: 'n' });
    const changed = await viewer.send('PATCH', `/api/net/sites/${ids['lon']}/`, { comments: 'mine' });
    const moved = await viewer.send('PATCH', `/api/net/sites/${ids['lon']}/`, { region: null });

    expect(refused.status).toBe(403);
    expect(refused.body.detail).toBe('You do not have permission to perform this action.');
    expect(listed.body.results.map((site: { name: string }) => site.name)).toEqual(['Amsterdam', 'London']);
    expect(hidden.status).toBe(404);
    expect(added.status).toBe(403);
    expect(changed.status).toBe(200);
    expect(moved.status).toBe(403);
  });

  it('hold for what a delete drags along, too', async () => {
    const { body: region } = await test.admin.send('POST', '/api/net/regions/', { name: 'R1', slug: 'r1' });
    const { body: site } = await test.admin.send('POST', '/api/net/sites/', {
      name: 'S1',
      slug: 's1',
      region: region.id,
    });
    const deletes = { objectTypes: ['net.region'], actions: ['delete'] };
    const changes = (name: string): object => ({
      objectTypes: ['net.site'],
      actions: ['change'],
      constraints: { name },
    });
    const without = await test.addClient('without', [deletes]);
    const elsewhere = await test.addClient('elsewhere', [deletes, changes('Amsterdam') as never]);
    const allowed = await test.addClient('allowed', [deletes, changes('S1') as never]);
    const url = `/api/net/regions/${region.id}/`;

    const refusals = [await without.send('DELETE', url), await elsewhere.send('DELETE', url)];
    const bulk = await without.send('DELETE', '/api/net/regions/', [{ id: region.id }]);
    const kept = await test.admin.get(`/api/net/sites/${site.id}/`);
    const deleted = await allowed.send('DELETE', url);

    expect([...refusals, bulk].map(({ status, body }) => [status, body.detail])).toEqual(
      Array.from({ length: 3 }, () => [403, 'This would change net.site as well, which you may not.']),
    );
    expect(kept.body.region.id).toBe(region.id);
    expect(deleted.status).toBe(204);
  });
});
