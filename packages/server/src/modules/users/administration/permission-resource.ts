import { InputInvalidError } from '../../../errors.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { modelNamed } from '../../models/model-catalog.ts';
import type { ObjectPermission } from '../object-permission.entity.ts';
import type { GrantedObjects } from '../permissions.ts';
import type { AdministeredResource } from '../../administration/administered-resource.ts';
import { ObjectPermissionChangeSchema, ObjectPermissionRequestSchema } from './admin.schemas.ts';
import { findPermissionProblems } from './check-permission.ts';
import { assertHolds } from './hand-out.ts';
import { describeFilters } from '../../models/model-schemas.ts';
import { summariesOf } from './admin-summaries.ts';
import { readAdminBody } from './read-admin-body.ts';

/** Permissions on objects, and who has them. */
export function permissionResource({ catalog }: AppContext): AdministeredResource {
  const model = modelNamed(catalog, 'users.objectpermission');
  return {
    model,
    subject: 'permission',
    document: {
      tag: 'users',
      operation: 'users_permissions',
      component: 'ObjectPermission',
      summaries: summariesOf('a permission', 'permissions on objects'),
      answers: { one: 'The object.', page: 'A page of them.', deleted: 'It is deleted.' },
      conflicts: ['create', 'change', 'delete'],
      listQuery: describeFilters(model),
    },
    createSchema: ObjectPermissionRequestSchema,
    changeSchema: ObjectPermissionChangeSchema,
    prepare: async (scope, body, { current }) => {
      const values = await readAdminBody(scope, model, body);
      const before = current as ObjectPermission | undefined;
      const next = {
        objectTypes: before?.objectTypes ?? [],
        actions: before?.actions ?? [],
        constraints: before?.constraints ?? null,
        ...values,
      } as GrantedObjects;
      const problems = findPermissionProblems(catalog, next);
      if (Object.keys(problems).length > 0) throw new InputInvalidError(problems);
      await assertHolds(scope, [next]);
      return { values };
    },
  };
}
