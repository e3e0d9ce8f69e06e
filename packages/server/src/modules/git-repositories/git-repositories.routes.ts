import type { FastifyRequest } from 'fastify';
import { NotFoundError, RepositoryDisabledError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse, errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import {
  objectParams,
  registerAdministeredResource,
  showStored,
} from '../administration/administered-resource.routes.ts';
import { reachOf } from '../administration/reach.ts';
import { readJobResult } from '../job-results/read-job-results.ts';
import { serializeJobResultDetail } from '../job-results/serialize-job-result.ts';
import type { PermissionAction } from '../users/permissions.ts';
import { GitRepository } from './git-repository.entity.ts';
import { gitRepositoryResource, startSync } from './git-repository-resource.ts';

/** Repositories that jobs come from, and their syncs. */
export const gitRepositoryRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (
  app,
  { context },
) => {
  const resource = gitRepositoryResource(context);
  const address = `${resource.model.path}:id/`;
  const tags = [resource.document.tag];
  registerAdministeredResource(app, context, resource);

  app.get(
    `${address}status/`,
    {
      schema: {
        operationId: 'extras_git_repositories_status',
        summary: 'Show how the last sync went',
        tags,
        params: objectParams,
        response: {
          200: Type.Object(
            {
              repository: Type.Ref('GitRepository', { description: 'The repository.' }),
              sync: Type.Union([Type.Ref('JobResultDetail'), Type.Null()]),
            },
            { description: 'The repository and its last sync.' },
          ),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { id, lastResult } = await find(request, 'view');
      const sync = lastResult ? await readJobResult(context.database.pool, lastResult.id) : undefined;
      return {
        repository: (await showStored(context, resource, { request, where: { id } })) as never,
        sync: sync ? (serializeJobResultDetail(baseUrlOf(request), sync) as never) : null,
      };
    },
  );

  app.post(
    `${address}sync/`,
    {
      schema: {
        operationId: 'extras_git_repositories_sync',
        summary: 'Sync a git repository; a sync that waits already is not asked for twice',
        tags,
        params: objectParams,
        response: {
          202: Type.Ref('SyncStarted', { description: 'The sync is asked for.' }),
          ...errorResponses,
          ...conflictResponse,
        },
      },
    },
    async (request, reply) => {
      const repository = await find(request, 'sync');
      if (!repository.enabled) throw new RepositoryDisabledError(repository.name);
      const id = await startSync(context, request, repository);
      void reply.code(202);
      const url = `${baseUrlOf(request)}/api/extras/job-results/${id}/`;
      return { job_result: { id, url, display: `Sync ${repository.name}` } };
    },
  );

  async function find(request: FastifyRequest, action: PermissionAction): Promise<GitRepository> {
    const { id } = request.params as { readonly id: string };
    const where = { $and: [{ id }, await reachOf(resource, request, action)] };
    return context.em().findOneOrFail(GitRepository, where, { failHandler: () => new NotFoundError() });
  }
};
