import type { FastifyRequest } from 'fastify';
import type { Where } from '../models/filters/where.ts';
import { requireGrant, type PermissionAction } from '../users/permissions.ts';
import type { AdministeredResource } from './administered-resource.ts';

/**
 * Condition on the objects of a resource that the user of a request may do something with.
 * @throws {@link PermissionDeniedError} when it is none at all
 */
export async function reachOf(
  resource: Pick<AdministeredResource, 'model' | 'reach'>,
  request: FastifyRequest,
  action: PermissionAction,
): Promise<Where> {
  if (resource.reach) return resource.reach(request, action);
  return (await requireGrant(request.permissions, action, resource.model.label)) ?? {};
}
