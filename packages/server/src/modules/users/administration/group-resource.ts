import { queryIn } from '../../../database/query.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { modelNamed } from '../../models/model-catalog.ts';
import type { AdministeredResource, AdministrationScope } from '../../administration/administered-resource.ts';
import { GroupChangeSchema, GroupRequestSchema } from './admin.schemas.ts';
import { summariesOf } from './admin-summaries.ts';
import { assertHoldsGroups } from './hand-out.ts';
import { describeFilters } from '../../models/model-schemas.ts';
import { idsIn, readAdminBody } from './read-admin-body.ts';

/** Groups and who is in them. */
export function groupResource({ catalog }: AppContext): AdministeredResource {
  const model = modelNamed(catalog, 'users.group');
  return {
    model,
    subject: 'group',
    document: {
      tag: 'users',
      operation: 'users_groups',
      component: 'Group',
      summaries: summariesOf('a group', 'groups'),
      answers: { one: 'The object.', page: 'A page of them.', deleted: 'It is deleted.' },
      conflicts: ['create', 'change', 'delete'],
      listQuery: describeFilters(model),
    },
    createSchema: GroupRequestSchema,
    changeSchema: GroupChangeSchema,
    prepare: async (scope, body, { id, current }) => {
      const { users, ...values } = await readAdminBody(scope, model, body);
      const present = idsIn((current as { users?: unknown } | undefined)?.users);
      if (current && [...idsIn(users)].some((member) => !present.has(member))) await assertHoldsGroups(scope, [id]);
      if (users === undefined) return { values };
      return { values, settle: () => setMembers(scope, id, [...idsIn(users)]) };
    },
  };
}

/** The pairs belong to the users' side, which is not loaded here. */
async function setMembers({ em }: AdministrationScope, id: string, userIds: readonly string[]): Promise<void> {
  const query = queryIn(em);
  await query('delete from users_user_groups where user_group_id = $1 and user_id <> all ($2::uuid[])', [id, userIds]);
  await query(
    `insert into users_user_groups (user_id, user_group_id) select unnest($2::uuid[]), $1
     on conflict do nothing`,
    [id, userIds],
  );
}
