import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../database/orm.ts';
import { ObjectPermission } from '../../modules/users/object-permission.entity.ts';
import { User } from '../../modules/users/user.entity.ts';
import { HostModels } from '../../registry/index.ts';
import { createLabDatabase, type LabDatabase, labPlugin } from '../../runtime/orm-suite/lab-database.ts';
import { RunPolicies } from './run-policy.ts';

let lab: LabDatabase;
let database: Database;
let policies: RunPolicies;

beforeAll(async () => {
  lab = await createLabDatabase();
  database = await openDatabase({ url: lab.url, plugins: [labPlugin], maxConnections: 2 });
  policies = new RunPolicies({
    database,
    models: new HostModels(database.orm, [labPlugin]),
    jobAccess: [
      { jobs: 'git.safe/*', allow: { 'lab.site': ['view'], 'lab.device*': ['view', 'change'] } },
      { jobs: 'git.trusted/*', actAs: 'platform', allow: { 'lab.*': ['view'] } },
    ],
  });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await lab.query('delete from users_user');
  await lab.query('delete from users_object_permission');
});

async function createUser(options: { isSuperuser?: boolean; isActive?: boolean } = {}) {
  const em = database.orm.em.fork();
  const user = em.create(User, { username: 'ada', ...options } as never);
  await em.flush();
  return { id: user.id, name: user.username };
}

async function permit(user: { id: string }, permission: { types: string[]; actions: string[]; constraints?: object }) {
  const em = database.orm.em.fork();
  em.create(ObjectPermission, {
    name: `${permission.types.join()} ${permission.actions.join()}`,
    objectTypes: permission.types,
    actions: permission.actions,
    constraints: permission.constraints ?? null,
    users: [user.id],
  } as never);
  await em.flush();
}

describe('a run', () => {
  test('of a local job may do everything, whoever asked for it', async () => {
    const policy = await policies.policyOf({ jobPath: 'local/a/B', user: await createUser() });

    expect(policy.scope('delete', 'lab.device')).toBe('all');
  });

  test('of a job from git may do what its user may', async () => {
    const user = await createUser();
    await permit(user, { types: ['lab.site'], actions: ['view'] });
    await permit(user, { types: ['lab.device'], actions: ['change'], constraints: [{ site__slug: 'ams' }] });

    const policy = await policies.policyOf({ jobPath: 'git.other/a/B', user });

    expect(policy.scope('view', 'lab.site')).toBe('all');
    expect(policy.scope('change', 'lab.device')).toEqual({ where: { $and: [{ site: { slug: { $in: ['ams'] } } }] } });
    expect(policy.scope('delete', 'lab.device')).toBe('none');
    expect(policy.explain('delete', 'lab.device')).toBe('the user "ada" lacks the permission "delete" on lab.device');
    expect(policy.explain('change', 'lab.device')).toBe(
      'the permission "change" of the user "ada" is for other objects of lab.device',
    );
  });

  test('of an administrator may do everything', async () => {
    const policy = await policies.policyOf({ jobPath: 'git.other/a/B', user: await createUser({ isSuperuser: true }) });

    expect(policy.scope('delete', 'lab.device')).toBe('all');
  });

  test('of a user who is disabled or gone may do nothing', async () => {
    const disabled = await createUser({ isActive: false, isSuperuser: true });
    const gone = { id: null, name: 'grace' };

    const scopes = await Promise.all(
      [disabled, gone].map(async (user) =>
        (await policies.policyOf({ jobPath: 'git.other/a/B', user })).scope('view', 'lab.site'),
      ),
    );

    expect(scopes).toEqual(['none', 'none']);
  });

  test('is bounded by the list of the configuration as well', async () => {
    const user = await createUser();
    await permit(user, { types: ['lab.site', 'lab.device', 'lab.tag'], actions: ['view', 'delete'] });

    const policy = await policies.policyOf({ jobPath: 'git.safe/a/B', user });

    expect(policy.scope('view', 'lab.site')).toBe('all');
    expect(policy.scope('view', 'lab.device')).toBe('all');
    expect(policy.scope('change', 'lab.device')).toBe('none');
    expect(policy.scope('view', 'lab.tag')).toBe('none');
    expect(policy.scope('delete', 'lab.site')).toBe('none');
    expect(policy.explain('delete', 'lab.site')).toBe(
      'the configuration does not allow it to jobs "git.safe/*" (key "jobAccess")',
    );
  });

  test('that acts as the platform is bounded by that list alone', async () => {
    const policy = await policies.policyOf({ jobPath: 'git.trusted/a/B', user: await createUser() });

    expect(policy.scope('view', 'lab.maker')).toBe('all');
    expect(policy.scope('change', 'lab.maker')).toBe('none');
  });

  test('with a constraint that cannot be understood may do nothing by it', async () => {
    const user = await createUser();
    await permit(user, { types: ['lab.site'], actions: ['view'], constraints: { no_such_column: 1 } });

    const policy = await policies.policyOf({ jobPath: 'git.other/a/B', user });
    const unit = lab.openUnitOfWork({ policy });
    await lab.seed();

    expect(await unit.operations['data.count']?.({ entity: 'Site', where: {}, options: {} })).toBe(0);
    await unit.abandon();
  });
});
