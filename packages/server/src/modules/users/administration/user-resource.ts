import type { FastifyRequest } from 'fastify';
import { advisoryLockKeys } from '../../../database/advisory-locks.ts';
import { queryIn } from '../../../database/query.ts';
import { InputInvalidError, LastSuperuserError, PermissionDeniedError } from '../../../errors.ts';
import type { AppContext } from '../../../http/app-context.ts';
import type { Where } from '../../models/filters/where.ts';
import { modelNamed } from '../../models/model-catalog.ts';
import { hashPassword } from '../passwords.ts';
import { conditionOfSight } from '../sight.ts';
import type { User } from '../user.entity.ts';
import type {
  AdministeredBody,
  AdministeredResource,
  AdministrationScope,
} from '../../administration/administered-resource.ts';
import { reachOf } from '../../administration/reach.ts';
import { describeFilters } from '../../models/model-schemas.ts';
import { summariesOf } from './admin-summaries.ts';
import { UserChangeSchema, UserRequestSchema } from './admin.schemas.ts';
import { assertHoldsGroups, assertHoldsUser } from './hand-out.ts';
import { idsIn, readAdminBody } from './read-admin-body.ts';

/** Users. Everybody sees himself. */
export function userResource({ catalog }: AppContext): AdministeredResource {
  const model = modelNamed(catalog, 'users.user');
  return {
    model,
    subject: 'user',
    document: {
      tag: 'users',
      operation: 'users_users',
      component: 'User',
      summaries: summariesOf('a user', 'users'),
      answers: { one: 'The object.', page: 'A page of them.', deleted: 'It is deleted.' },
      conflicts: ['create', 'change', 'delete'],
      listQuery: describeFilters(model),
    },
    createSchema: UserRequestSchema,
    changeSchema: UserChangeSchema,
    reach: (request, action) => (action === 'view' ? visibleUsers(request) : reachOf({ model }, request, action)),
    prepare: async (scope, body, { id, current }) => {
      const { password, ...rest } = body;
      const before = current as User | undefined;
      const values = await readAdminBody(scope, model, rest);
      assertSuperuserRules(scope, body, before);
      await assertMayManage(scope, { body, before, groups: values['groups'] });
      if (before?.isSuperuser === true) await lockSuperusers(scope);
      const passwordHash = typeof password === 'string' ? await hashPassword(password) : null;
      return {
        values: password === undefined ? values : { ...values, passwordHash },
        settle: async () => {
          // Whoever knew the password before is signed out.
          if (password !== undefined) await queryIn(scope.em)('delete from users_session where user_id = $1', [id]);
          await assertSomeSuperuser(scope);
        },
      };
    },
    prepareDelete: async (scope, current) => {
      if (!(current as User).isSuperuser) return undefined;
      if (!scope.caller.isSuperuser) throw new PermissionDeniedError('Only a superuser may delete a superuser.');
      await lockSuperusers(scope);
      return () => assertSomeSuperuser(scope);
    },
  };
}

/** Which users the caller may know of: always himself. */
export async function visibleUsers(by: Pick<FastifyRequest, 'permissions'>): Promise<Where> {
  return conditionOfSight(await by.permissions.sight(), 'users.user');
}

function assertSuperuserRules({ caller }: AdministrationScope, body: AdministeredBody, before: User | undefined): void {
  if (before?.id === caller.id && body['password'] !== undefined) {
    throw new InputInvalidError({ password: ['Change your own password at /api/auth/password/.'] });
  }
  if (caller.isSuperuser) return;
  if (before?.isSuperuser === true) throw new PermissionDeniedError('Only a superuser may change a superuser.');
  if (body['is_superuser'] === true) throw new PermissionDeniedError('Only a superuser may make a superuser.');
}

/** Whoever sets a password, or lets somebody in again, could act as that user from then on. */
async function assertMayManage(
  scope: AdministrationScope,
  change: { readonly body: AdministeredBody; readonly before: User | undefined; readonly groups: unknown },
): Promise<void> {
  const { body, before, groups } = change;
  const present = idsIn(before?.groups);
  const added = [...idsIn(groups)].filter((id) => !present.has(id));
  await assertHoldsGroups(scope, added);
  if (before && (body['password'] !== undefined || (body['is_active'] === true && !before.isActive))) {
    await assertHoldsUser(scope, before.id);
  }
}

/** @throws {@link LastSuperuserError} when nobody could administer the platform any more */
async function assertSomeSuperuser({ em }: AdministrationScope): Promise<void> {
  const [row] = await queryIn(em)<{ some: boolean }>(
    'select exists (select from users_user where is_superuser and is_active) as some',
  );
  if (row?.some !== true) throw new LastSuperuserError();
}

/** Two superusers who remove each other at the same time must not both succeed. */
async function lockSuperusers(scope: AdministrationScope): Promise<void> {
  await queryIn(scope.em)('select pg_advisory_xact_lock($1, $2)', [...advisoryLockKeys.firstAdministrator]);
}
