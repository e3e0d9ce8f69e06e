import { queryIn } from '../../../database/query.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { modelNamed } from '../../models/model-catalog.ts';
import { requireGrant } from '../permissions.ts';
import type { AdminResource } from './admin-resource.ts';
import { GroupChangeSchema, GroupRequestSchema } from './admin.schemas.ts';
import { assertHoldsGroups } from './hand-out.ts';
import { idsIn, readAdminBody } from './read-admin-body.ts';

/** Groups and who is in them. */
export function groupResource({ catalog }: AppContext): AdminResource {
  const model = modelNamed(catalog, 'users.group');
  return {
    model,
    subject: 'group',
    operation: 'users_groups',
    noun: 'a group',
    plural: 'groups',
    component: 'Group',
    createSchema: GroupRequestSchema,
    changeSchema: GroupChangeSchema,
    visible: async (request) => (await requireGrant(request.permissions, 'view', model.label)) ?? {},
    prepare: async (scope, body, current) => {
      const { users, ...values } = await readAdminBody(scope, model, body);
      const present = idsIn((current as { users?: unknown } | undefined)?.users);
      if (current && [...idsIn(users)].some((id) => !present.has(id))) await assertHoldsGroups(scope, [current.id]);
      return values;
    },
    // The pairs belong to the users' side, which is not loaded here.
    settle: async (scope, { id, body }) => {
      const { users } = await readAdminBody(scope, model, 'users' in body ? { users: body['users'] } : {});
      if (users === undefined) return;
      const ids = [...idsIn(users)];
      const query = queryIn(scope.em);
      await query('delete from users_user_groups where user_group_id = $1 and user_id <> all ($2::uuid[])', [id, ids]);
      await query(
        `insert into users_user_groups (user_id, user_group_id) select unnest($2::uuid[]), $1
         on conflict do nothing`,
        [id, ids],
      );
    },
  };
}
