import { isDeepStrictEqual } from 'node:util';
import type { RepositoryReference } from '@jobwright/git-sync';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import { InputInvalidError, RepositoryExistsError } from '../../errors.ts';
import { referenceOf } from '../../git/read-repositories.ts';
import type { AppContext } from '../../http/app-context.ts';
import type {
  AdministeredBody,
  AdministeredResource,
  AdministeredValues,
} from '../administration/administered-resource.ts';
import { describeRequest } from '../jobs/describe-request.ts';
import { JobModule } from '../jobs/job-module.entity.ts';
import { Job } from '../jobs/job.entity.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { GitRepositoryChangeSchema, GitRepositoryRequestSchema } from './git-repositories.schemas.ts';
import { type GitRepository, sourceSlugOf } from './git-repository.entity.ts';
import { removeTaskName, requestSync } from './request-sync.ts';

/** Repositories that jobs come from. One that is added or changed is synced. */
export function gitRepositoryResource(context: AppContext): AdministeredResource {
  return {
    model: modelNamed(context.catalog, 'extras.gitrepository'),
    subject: 'repository',
    document: {
      tag: 'git-repositories',
      operation: 'extras_git_repositories',
      component: 'GitRepository',
      summaries: {
        list: 'List git repositories',
        retrieve: 'Show a git repository',
        create: 'Add a git repository, and sync it',
        change: 'Change a git repository, and sync it',
        delete: 'Delete a git repository; its jobs cannot be run any more, their results stay',
      },
      answers: { one: 'The repository.', page: 'A page of git repositories.', deleted: 'The repository is gone.' },
      conflicts: ['create', 'change'],
    },
    createSchema: GitRepositoryRequestSchema,
    changeSchema: GitRepositoryChangeSchema,
    prepare: async ({ em }, body, { current }) => {
      const repository = current as GitRepository | undefined;
      const values = toProperties(body);
      if (!repository) return { values: { ...values, slug: values['slug'] ?? slugOf(String(body['name'])) } };
      const former = referenceOf(repository);
      return {
        values,
        settle: async () => {
          if (!repository.enabled) await uninstallJobs(em, repository.slug);
          if (!isDeepStrictEqual(referenceOf(repository), former)) await requestRemoval(em, former);
        },
      };
    },
    prepareDelete: async ({ em }, current) => {
      const repository = current as GitRepository;
      const { slug } = repository;
      const former = referenceOf(repository);
      // Behind the row: a sync that ends at this moment either has brought its jobs by then, or finds no repository.
      return async () => {
        await uninstallJobs(em, slug);
        await requestRemoval(em, former);
      };
    },
    takenError: ({ slug }, current) =>
      new RepositoryExistsError((current as GitRepository | undefined)?.slug ?? String(slug)),
    follow: async (request, written) => {
      const repository = written as GitRepository;
      if (repository.enabled) await startSync(context, request, repository);
    },
  };
}

/** Asks for a sync in the name of the user of a request. @returns id of its job result */
export function startSync(context: AppContext, request: FastifyRequest, repository: GitRepository): Promise<string> {
  return requestSync(context.database.pool, { repository, request: describeRequest(request, context.origin) });
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
function toProperties(body: AdministeredBody): AdministeredValues {
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
