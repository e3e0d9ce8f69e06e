import { InputInvalidError } from '../../../errors.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { modelNamed } from '../../models/model-catalog.ts';
import type { ObjectPermission } from '../object-permission.entity.ts';
import { requireGrant, type GrantedObjects } from '../permissions.ts';
import type { AdminResource } from './admin-resource.ts';
import { ObjectPermissionChangeSchema, ObjectPermissionRequestSchema } from './admin.schemas.ts';
import { findPermissionProblems } from './check-permission.ts';
import { assertHolds } from './hand-out.ts';
import { readAdminBody } from './read-admin-body.ts';

/** Permissions on objects, and who has them. */
export function permissionResource({ catalog }: AppContext): AdminResource {
  const model = modelNamed(catalog, 'users.objectpermission');
  return {
    model,
    subject: 'permission',
    operation: 'users_permissions',
    noun: 'a permission',
    plural: 'permissions on objects',
    component: 'ObjectPermission',
    createSchema: ObjectPermissionRequestSchema,
    changeSchema: ObjectPermissionChangeSchema,
    visible: async (request) => (await requireGrant(request.permissions, 'view', model.label)) ?? {},
    prepare: async (scope, body, current) => {
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
      return values;
    },
  };
}
