import {
  type DataAction,
  type DataPolicy,
  type DataScope,
  unboundedPolicy,
} from '../../runtime/host/data/data-policy.ts';
import type { JsonObject } from '../../runtime/data-protocol.ts';
import type { Caller } from '../users/caller.ts';
import type { Permissions } from '../users/permissions.ts';
import type { ModelCatalog } from './model-catalog.ts';

/** What a delete does to objects that foreign keys lead to. */
const actions = ['change', 'delete'] as const satisfies readonly DataAction[];

/** What a user may do to the objects that a delete drags along: the same rule as for runs that act as the user. */
export async function deletePolicyOf(
  caller: Caller,
  permissions: Permissions,
  catalog: ModelCatalog,
): Promise<DataPolicy> {
  if (caller.isSuperuser) return unboundedPolicy;
  const scopes = new Map<string, DataScope>();
  for (const { label } of catalog.models) {
    for (const action of actions) {
      const grant = await permissions.grant(action, label);
      if (!grant) continue;
      scopes.set(`${action} ${label}`, grant.objects === 'all' ? 'all' : { where: grant.where as JsonObject });
    }
  }
  return {
    scope: (action, label) => scopes.get(`${action} ${label}`) ?? 'none',
    explain: (action, label) => `you lack the permission "${action}" on it, or on some of ${label}`,
  };
}
