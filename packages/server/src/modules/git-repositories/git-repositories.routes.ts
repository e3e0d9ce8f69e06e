import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { RepositoryReference } from '@jobwright/git-sync';
import { v7 as uuidv7 } from 'uuid';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import { queryIn } from '../../database/query.ts';
import {
  InputInvalidError,
  NotFoundError,
  PermissionDeniedError,
  RepositoryDisabledError,
  RepositoryExistsError,
} from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { readJobResult } from '../job-results/read-job-results.ts';
import { serializeJobResultDetail } from '../job-results/serialize-job-result.ts';
import { describeRequest } from '../jobs/describe-request.ts';
import { createRedaction } from '../../runtime/host/data/changes/redaction.ts';
import { compareSnapshots, takeSnapshot, type Snapshot } from '../audit/object-snapshot.ts';
import { recordAdministration } from '../audit/record-administration.ts';
import { authorOf } from '../audit/record-audit-event.ts';
import { Job } from '../jobs/job.entity.ts';
import { JobModule } from '../jobs/job-module.entity.ts';
import { parseListQuery } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { loadObject, loadPage, showObject, showObjects } from '../models/serialize.ts';
import { requireGrant, type PermissionAction } from '../users/permissions.ts';
import { GitRepository, sourceSlugOf } from './git-repository.entity.ts';
import { GitRepositoryChangeSchema, GitRepositoryRequestSchema } from './git-repositories.schemas.ts';
import { referenceOf } from '../../git/read-repositories.ts';
import { removeTaskName, requestSync } from './request-sync.ts';

const path = '/api/extras/git-repositories/';
const uniqueViolation = '23505';

/** Repositories that jobs come from. */
export const gitRepositoryRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (
  app,
  { context },
) => {
  const { catalog, database } = context;
  const model = modelNamed(catalog, 'extras.gitrepository');
  const tags = ['git-repositories'];
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const found = Type.Ref('GitRepository', { description: 'The repository.' });

  app.get(
    path,
    {
      schema: {
        operationId: 'extras_git_repositories_list',
        summary: 'List git repositories',
        tags,
        querystring: Type.Object({ ...pageQuery, q: Type.Optional(Type.String()) }),
        response: { 200: pageOf(Type.Ref('GitRepository'), 'A page of git repositories.'), ...errorResponses },
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query);
      const granted = await requireGrant(request.permissions, 'view', model.label);
      const where = { $and: [query.where, granted ?? {}] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      const scope = { em: context.em(), catalog, baseUrl: baseUrlOf(request), sight };
      const results = await showObjects(scope, model, objects);
      return answerPage(request, query.page, { count, results: [...results] });
    },
  );

  app.get(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_git_repositories_retrieve',
        summary: 'Show a git repository',
        tags,
        params,
        response: { 200: found, ...errorResponses },
      },
    },
    async (request) => {
      const { id } = await findGranted(context.em(), request, 'view');
      return show(id, request);
    },
  );

  app.get(
    `${path}:id/status/`,
    {
      schema: {
        operationId: 'extras_git_repositories_status',
        summary: 'Show how the last sync went',
        tags,
        params,
        response: {
          200: Type.Object(
            {
              repository: found,
              sync: Type.Union([Type.Ref('JobResultDetail'), Type.Null()]),
            },
            { description: 'The repository and its last sync.' },
          ),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { id, lastResult } = await findGranted(context.em(), request, 'view');
      const sync = lastResult ? await readJobResult(database.pool, lastResult.id) : undefined;
      return {
        repository: await show(id, request),
        sync: sync ? (serializeJobResultDetail(baseUrlOf(request), sync) as never) : null,
      };
    },
  );

  app.post(
    path,
    {
      schema: {
        operationId: 'extras_git_repositories_create',
        summary: 'Add a git repository, and sync it',
        tags,
        body: GitRepositoryRequestSchema,
        response: { 201: found, ...errorResponses, ...conflictResponse },
      },
    },
    async (request, reply) => {
      const { slug: givenSlug, ...body } = request.body;
      const slug = givenSlug ?? slugOf(body.name);
      const granted = await requireGrant(request.permissions, 'add', model.label);
      const repository = await context.em().transactional(async (em) => {
        const id = uuidv7();
        em.create(GitRepository, { id, slug, ...toProperties(body) } as never);
        await em.flush().catch((error: unknown) => {
          throw isUniqueViolation(error) ? new RepositoryExistsError(slug) : error;
        });
        const created = await em.findOneOrFail(
          GitRepository,
          { $and: [{ id }, granted ?? {}] },
          { failHandler: () => new PermissionDeniedError() },
        );
        await record(em, request, { action: 'create', repository: created, before: undefined });
        return created;
      });
      if (repository.enabled) await startSync(repository, request);
      void reply.code(201);
      return show(repository.id, request);
    },
  );

  app.patch(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_git_repositories_partial_update',
        summary: 'Change a git repository, and sync it',
        tags,
        params,
        body: GitRepositoryChangeSchema,
        response: { 200: found, ...errorResponses, ...conflictResponse },
      },
    },
    async (request) => {
      const em = context.em();
      const repository = await findGranted(em, request, 'change');
      const { slug } = repository;
      const former = referenceOf(repository);
      await em.transactional(async (inner) => {
        const before = snapshotOf(repository);
        Object.assign(repository, toProperties(request.body));
        await inner.flush().catch((error: unknown) => {
          throw isUniqueViolation(error) ? new RepositoryExistsError(slug) : error;
        });
        await record(inner, request, { action: 'update', repository, before });
        if (!repository.enabled) await uninstallJobs(inner, slug);
        if (!isDeepStrictEqual(referenceOf(repository), former)) await requestRemoval(inner, former);
      });
      if (repository.enabled) await startSync(repository, request);
      return show(repository.id, request);
    },
  );

  app.delete(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_git_repositories_destroy',
        summary: 'Delete a git repository; its jobs cannot be run any more, their results stay',
        tags,
        params,
        response: { 204: Type.Null({ description: 'The repository is gone.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const em = context.em();
      const repository = await findGranted(em, request, 'delete');
      const { slug } = repository;
      const former = referenceOf(repository);
      await em.transactional(async (inner) => {
        await record(inner, request, { action: 'delete', repository, before: snapshotOf(repository) });
        // The row first: a sync that ends at this moment either has brought its jobs by now, or finds no repository.
        await inner.remove(repository).flush();
        await uninstallJobs(inner, slug);
        await requestRemoval(inner, former);
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${path}:id/sync/`,
    {
      schema: {
        operationId: 'extras_git_repositories_sync',
        summary: 'Sync a git repository; a sync that waits already is not asked for twice',
        tags,
        params,
        response: {
          202: Type.Ref('SyncStarted', { description: 'The sync is asked for.' }),
          ...errorResponses,
          ...conflictResponse,
        },
      },
    },
    async (request, reply) => {
      const repository = await findGranted(context.em(), request, 'sync');
      if (!repository.enabled) throw new RepositoryDisabledError(repository.name);
      const id = await startSync(repository, request);
      void reply.code(202);
      const url = `${baseUrlOf(request)}/api/extras/job-results/${id}/`;
      return { job_result: { id, url, display: `Sync ${repository.name}` } };
    },
  );

  function startSync(repository: GitRepository, request: FastifyRequest): Promise<string> {
    return requestSync(database.pool, { repository, request: describeRequest(request, context.origin) });
  }

  async function findGranted(
    em: EntityManager,
    request: FastifyRequest,
    action: PermissionAction,
  ): Promise<GitRepository> {
    const granted = await requireGrant(request.permissions, action, model.label);
    const { id } = request.params as { readonly id: string };
    return findOne(em, { $and: [{ id }, granted ?? {}] });
  }

  /** Credentials name places of secrets: they may be read by whoever may read the log. */
  function snapshotOf(repository: GitRepository): Snapshot {
    return takeSnapshot(model, repository, createRedaction(randomBytes(32)));
  }

  async function record(
    em: EntityManager,
    request: FastifyRequest,
    written: {
      readonly action: 'create' | 'update' | 'delete';
      readonly repository: GitRepository;
      readonly before: Snapshot | undefined;
    },
  ): Promise<void> {
    const { action, repository, before } = written;
    const fields = compareSnapshots(before, action === 'delete' ? undefined : snapshotOf(repository));
    const change = { action, model: model.label, id: repository.id, display: repository.name, fields };
    await recordAdministration(queryIn(em), 'repository', { change, author: authorOf(request) });
  }

  async function show(id: string, request: FastifyRequest): Promise<never> {
    const repository = await loadObject(context.em(), { catalog, model }, { id });
    if (!repository) throw new NotFoundError();
    const scope = { em: context.em(), catalog, baseUrl: baseUrlOf(request), sight: await request.permissions.sight() };
    return (await showObject(scope, model, repository)) as never;
  }
};

function findOne(em: EntityManager, where: object): Promise<GitRepository> {
  return em.findOneOrFail(GitRepository, where, { failHandler: () => new NotFoundError() });
}

/** Has servers forget what they keep of an address, unless another repository has it. */
async function requestRemoval(em: EntityManager, reference: RepositoryReference): Promise<void> {
  const payload = JSON.stringify(reference);
  await em.execute('select graphile_worker.add_job(?, ?::json)', [removeTaskName, payload]);
}

/** The jobs stay listed, with their results; nobody can run them until the repository is back. */
async function uninstallJobs(em: EntityManager, slug: string): Promise<void> {
  const modules = await em.find(JobModule, { slug: sourceSlugOf({ slug }) }, { fields: ['id'] });
  const ids = modules.map(({ id }) => id);
  await em.nativeUpdate(JobModule, { id: { $in: ids } }, { installed: false, sourceDigest: null });
  await em.nativeUpdate(Job, { module: { $in: ids } }, { installed: false });
}

/** Columns as the body names them, as properties of the entity. */
function toProperties(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** "Network Jobs" → "network-jobs". @throws {@link InputInvalidError} when nothing of the name can stand in a slug */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (slug === '') throw new InputInvalidError({ slug: ['No slug can be made of this name: give one.'] });
  return slug;
}

function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === uniqueViolation;
}
