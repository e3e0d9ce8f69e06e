import { GrantExceededError } from '../../../errors.ts';
import { ObjectPermission } from '../object-permission.entity.ts';
import { loadPermissions, type GrantedObjects } from '../permissions.ts';
import type { AdministrationScope } from '../../administration/administered-resource.ts';

/**
 * Nobody but a superuser hands out more than he holds himself: neither in a permission, nor by putting somebody into a
 * group, nor by taking over somebody's account.
 * @throws {@link GrantExceededError}
 */
export async function assertHolds(scope: AdministrationScope, permissions: readonly GrantedObjects[]): Promise<void> {
  const excess = await Promise.all(permissions.map((permission) => scope.permissions.findExcess(permission)));
  const all = [...new Set(excess.flat())];
  if (all.length > 0) throw new GrantExceededError(all);
}

/** @throws {@link GrantExceededError} when the groups have more than the caller; disabled permissions count too */
export async function assertHoldsGroups(scope: AdministrationScope, groupIds: readonly string[]): Promise<void> {
  if (groupIds.length === 0 || scope.caller.isSuperuser) return;
  await assertHolds(scope, await scope.em.find(ObjectPermission, { groups: { id: { $in: [...groupIds] } } }));
}

/** @throws {@link GrantExceededError} when a user has more than the caller */
export async function assertHoldsUser(scope: AdministrationScope, userId: string): Promise<void> {
  if (scope.caller.isSuperuser) return;
  await assertHolds(scope, await loadPermissions(scope.em, userId));
}
