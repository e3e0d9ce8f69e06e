import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, pageOf } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { parseBoolean } from '../models/filters/parse-value.ts';
import { parseListQuery } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import type { Where } from '../models/filters/where.ts';
import { requireGrant, type Permissions } from '../users/permissions.ts';
import { findJob, mayActOnJob, type JobAddress } from './find-job.ts';
import { keepVisible } from '../job-results/find-job-result.ts';
import { readJobs, readLatestResults, type LatestResultRow } from './read-jobs.ts';
import { Job } from './job.entity.ts';
import { JobModule } from './job-module.entity.ts';
import { jobListQuery, jobListResponses, jobParams, jobPathParams, JobPatchSchema } from './jobs.schemas.ts';
import { readSource } from './read-source.ts';
import { serializeJob, serializeJobDetail, serializeJobModule, serializeVariable } from './serialize-job.ts';
import { setJobEnabled } from './set-job-enabled.ts';

/** Filters that people use for columns of the job's module. */
const aliases = { source: 'module__source', module_name: 'module__module_path', grouping: 'module__display_name' };

/** Filters by what the class itself says. */
const descriptorFilters = {
  hidden: (values: readonly string[]) => ({ descriptor: { hidden: parseBoolean(values.at(-1) ?? '') } }),
  read_only: (values: readonly string[]) => ({ descriptor: { readOnly: parseBoolean(values.at(-1) ?? '') } }),
};

/** Jobs: list, detail, variables, enable and disable; and the modules that they come from. */
export const jobRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog } = context;
  const { pool } = context.database;
  const jobModel = modelNamed(catalog, 'extras.job');
  const moduleModel = modelNamed(catalog, 'extras.jobmodule');

  app.get(
    '/api/extras/jobs/',
    {
      schema: {
        operationId: 'extras_jobs_list',
        summary: 'List jobs',
        tags: ['jobs'],
        querystring: jobListQuery,
        response: jobListResponses,
      },
      validatorCompiler: () => () => true, // the filters explain themselves better than a schema could
    },
    async (request) => {
      const restriction = await requireGrant(request.permissions, 'view', 'extras.job');
      const sight = await request.permissions.sight();
      const scope = { catalog, sight, model: jobModel };
      const query = parseListQuery(scope, request.query, { aliases, extra: descriptorFilters });
      const em = context.em();
      const where = { $and: [query.where, ...(restriction ? [restriction] : [])] } as never;
      const [page, count] = await em.findAndCount(Job, where, {
        fields: ['id'],
        orderBy: query.orderBy as never,
        ...query.page,
      });
      const ids = page.map(({ id }) => id);
      const latest = await readLatest(request, ids);
      const place = { baseUrl: baseUrlOf(request), catalog };
      const results = (await readJobs(pool, ids)).map((job) => serializeJob(place, job, latest.get(job.id)));
      return answerPage(request, query.page, { count, results });
    },
  );

  /** The last run of each job, where it is one that the user may see. */
  const readLatest = async (
    request: FastifyRequest,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, LatestResultRow>> => {
    const latest = await readLatestResults(pool, ids);
    const visible = await keepVisible(
      context,
      request,
      [...latest.values()].map(({ id }) => id),
    );
    return new Map([...latest].filter(([, { id }]) => visible.has(id)));
  };
  const readDetail = async (request: FastifyRequest, address: JobAddress): Promise<unknown> => {
    const job = await findJob(context, address, { permissions: request.permissions, action: 'view' });
    const latest = await readLatest(request, [job.id]);
    const by = { permissions: request.permissions, action: 'run' } as const;
    const mayRun = request.caller.writeEnabled && (await mayActOnJob(context, job.id, by));
    const place = { baseUrl: baseUrlOf(request), catalog };
    return serializeJobDetail(place, { job, latestResult: latest.get(job.id), mayRun });
  };
  const readVariables = async (request: FastifyRequest, address: JobAddress): Promise<unknown> => {
    const { descriptor } = await findJob(context, address, { permissions: request.permissions, action: 'view' });
    const place = { baseUrl: baseUrlOf(request), catalog };
    return descriptor.variables.map((variable) => serializeVariable(place, variable));
  };
  const readJobSource = async (request: FastifyRequest, address: JobAddress): Promise<unknown> => {
    const { bundleDigest } = await findJob(context, address, { permissions: request.permissions, action: 'view' });
    return { files: await readSource(pool, bundleDigest) };
  };
  const patch = async (request: FastifyRequest, address: JobAddress): Promise<unknown> => {
    const { id } = await findJob(context, address, { permissions: request.permissions, action: 'change' });
    const { enabled } = (request.body ?? {}) as { readonly enabled?: boolean };
    const by = { caller: request.caller, requestId: request.id };
    if (enabled !== undefined) await setJobEnabled(context.em(), id, { enabled, ...by });
    return readDetail(request, address);
  };

  // The same resource under its stable id and under its path.
  const addresses = [
    { path: '/api/extras/jobs/:id/', params: jobParams, suffix: '' },
    { path: '/api/extras/jobs/:source/:module/:className/', params: jobPathParams, suffix: '_by_path' },
  ];
  for (const { path, params, suffix } of addresses) {
    const handle =
      (action: (request: FastifyRequest, address: JobAddress) => Promise<unknown>) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
        reply.send(await action(request, request.params as JobAddress));
    app.get(
      path,
      {
        schema: {
          operationId: `extras_jobs_retrieve${suffix}`,
          summary: 'Show a job with its variables and the JSON Schema of its data',
          tags: ['jobs'],
          params,
          response: { 200: Type.Ref('JobDetail', { description: 'The job.' }), ...errorResponses },
        },
      },
      handle(readDetail),
    );
    app.get(
      `${path}variables/`,
      {
        schema: {
          operationId: `extras_jobs_variables${suffix}`,
          summary: 'List the variables of a job',
          tags: ['jobs'],
          params,
          response: {
            200: Type.Array(Type.Ref('JobVariable'), { description: 'In the order in which a form shows them.' }),
            ...errorResponses,
          },
        },
      },
      handle(readVariables),
    );
    app.get(
      `${path}source/`,
      {
        schema: {
          operationId: `extras_jobs_source${suffix}`,
          summary: 'Show the source code of a job, as its author wrote it',
          tags: ['jobs'],
          params,
          response: {
            200: Type.Ref('JobSource', { description: 'The files, that of the job first.' }),
            ...errorResponses,
          },
        },
      },
      handle(readJobSource),
    );
    app.patch(
      path,
      {
        schema: {
          operationId: `extras_jobs_partial_update${suffix}`,
          summary: 'Enable or disable a job',
          tags: ['jobs'],
          params,
          body: JobPatchSchema,
          response: { 200: Type.Ref('JobDetail', { description: 'The job.' }), ...errorResponses },
        },
      },
      handle(patch),
    );
  }

  app.get(
    '/api/extras/job-modules/',
    {
      schema: {
        operationId: 'extras_job_modules_list',
        summary: 'List job modules, broken ones with their error',
        tags: ['jobs'],
        querystring: jobListQuery,
        response: { 200: pageOf(Type.Ref('JobModule'), 'A page of job modules.'), ...errorResponses },
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const visible = await visibleModules(request.permissions);
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model: moduleModel }, request.query);
      const where = { $and: [query.where, visible] };
      const [modules, count] = await context.em().findAndCount(JobModule, where, {
        orderBy: query.orderBy as never,
        ...query.page,
      });
      const results = modules.map((module) => serializeJobModule(baseUrlOf(request), module));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    '/api/extras/job-modules/:id/',
    {
      schema: {
        operationId: 'extras_job_modules_retrieve',
        summary: 'Show a job module',
        tags: ['jobs'],
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: Type.Ref('JobModule', { description: 'The module.' }), ...errorResponses },
      },
    },
    async (request) => {
      const visible = await visibleModules(request.permissions);
      const module = await context.em().findOne(JobModule, { $and: [{ id: request.params.id }, visible] });
      if (!module) throw new NotFoundError('There is no such job module.');
      return serializeJobModule(baseUrlOf(request), module);
    },
  );
};

/** Modules with a job that the user may view. One without any job, because it is broken, is for those who may view all. */
async function visibleModules(permissions: Permissions): Promise<Where> {
  const restriction = await requireGrant(permissions, 'view', 'extras.job');
  return restriction ? { jobs: { $some: restriction } } : {};
}
