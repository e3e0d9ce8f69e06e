import { withoutSecretKey } from '../../git/secret-variables.ts';
import { readOpenSecret } from '../../git/stored-secrets.ts';
import { NotFoundError, WebhookRefusedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, nullable } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { jobResultUrl } from '../job-results/serialize-job-result.ts';
import { GitRepository } from './git-repository.entity.ts';
import { requestSync, systemRequest } from './request-sync.ts';
import { concerns, verifyWebhook } from './verify-webhook.ts';

/** GitHub sends at most 25 MB; what we read of it comes first. */
const bodyLimitBytes = 25 * 1024 * 1024;

/** Where forges tell of pushes. They have no token: what they send is signed. */
export const webhookRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  // The signature is over the bytes, not over what they mean.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyLimitBytes }, (_request, body, done) => {
    done(null, body);
  });

  app.post(
    '/api/extras/git-repositories/:slug/webhook/',
    {
      schema: {
        operationId: 'extras_git_repositories_webhook',
        summary: 'Take a webhook of GitHub, Gitea, Forgejo or GitLab, and sync',
        description: 'Needs no token: the body is signed with the secret that the repository names.',
        tags: ['git-repositories'],
        security: [],
        params: Type.Object({ slug: Type.String({ maxLength: 100 }) }),
        response: {
          202: Type.Object(
            {
              detail: Type.String(),
              job_result: nullable(Type.Object({ id: Type.String(), url: Type.String() })),
            },
            { description: 'It was understood.' },
          ),
          401: Type.Ref('Error', { description: 'It is not signed with the secret of the repository.' }),
          404: errorResponses[404],
        },
      },
      config: { public: true },
      bodyLimit: bodyLimitBytes,
    },
    async (request, reply) => {
      const repository = await context.em().findOne(GitRepository, { slug: request.params.slug, enabled: true });
      const secrets = repository ? await readSecrets(repository) : [];
      if (!repository || secrets.length === 0) throw new NotFoundError();
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const event = verifyWebhook(request.headers, body, secrets);
      if (!event) throw new WebhookRefusedError();
      void reply.code(202);
      if (event.ref === undefined) return { detail: 'This event means no sync.', job_result: null };
      if (!concerns(event.ref, repository.ref ?? null))
        return { detail: 'The push is to another branch or tag.', job_result: null };
      const id = await requestSync(context.database.pool, { repository, request: systemRequest('system (webhook)') });
      return { detail: 'The repository is synced.', job_result: { id, url: jobResultUrl(baseUrlOf(request), id) } };
    },
  );

  /** Both may be named, so that one can take the place of the other. */
  async function readSecrets(repository: GitRepository): Promise<readonly string[]> {
    const { webhookSecretEnv, webhookSecret } = repository;
    const places = { pool: context.database.pool, secretBox: context.secretBox };
    const found = [
      withoutSecretKey(process.env)[webhookSecretEnv ?? ''],
      webhookSecret ? await readOpenSecret(places, repository, webhookSecret) : undefined,
    ];
    return found.filter((secret): secret is string => secret !== undefined && secret !== '');
  }
};
