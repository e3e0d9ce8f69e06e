import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { queryOn } from '../../database/query.ts';
import { JobwrightError, NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import {
  recordAuditEvent,
  recordAuditEventSparsely,
  strangerOf,
  type AuditRecord,
} from '../audit/record-audit-event.ts';
import { beginSession } from '../sessions/begin-session.ts';
import type { SessionLimits } from '../sessions/sessions.ts';
import { admitPerson } from './admit-person.ts';
import { nameIn } from './claims.ts';
import { reasonsOf } from './convert-oidc-error.ts';
import type { OidcClient } from './oidc-client.ts';
import type { OidcClients } from './oidc-clients.ts';
import { toReturnPath } from './return-path.ts';
import { attemptCookie } from './sign-in-attempt.ts';
import { OidcAttemptUnknownError } from '../../errors.ts';

export interface OidcRoutesOptions {
  readonly context: AppContext;
  readonly clients: OidcClients;
  readonly limits: SessionLimits;
}

/** Signing in with an identity provider: there, and back again. Both are pages that a browser goes to. */
export const oidcRoutes: FastifyPluginAsyncTypebox<OidcRoutesOptions> = async (app, { context, clients, limits }) => {
  const { pool } = context.database;
  const query = queryOn(pool);
  const params = Type.Object({ provider: Type.String({ maxLength: 50 }) });
  const responses = {
    302: Type.Null({ description: 'Where the browser goes.' }),
    400: errorResponses[400],
    403: errorResponses[403],
    404: Type.Ref('Error', { description: 'There is no such identity provider.' }),
    502: Type.Ref('Error', { description: 'What the identity provider answered does not hold.' }),
    503: Type.Ref('Error', { description: 'The identity provider cannot be reached.' }),
  };

  const clientOf = (id: string): OidcClient => {
    const client = clients.get(id);
    if (!client) throw new NotFoundError('There is no such identity provider.');
    return client;
  };

  app.get(
    '/api/auth/oidc/:provider/login/',
    {
      config: { public: true },
      schema: {
        operationId: 'auth_oidc_login',
        summary: 'Sign in with an identity provider: sends the browser there',
        tags: ['auth'],
        security: [],
        params,
        querystring: Type.Object({
          next: Type.Optional(Type.String({ description: 'Page of the UI to come back to. Default: `/`.' })),
        }),
        response: responses,
      },
    },
    async (request, reply) => {
      const client = clientOf(request.params.provider);
      const next = toReturnPath(request.query.next);
      try {
        const { url, attempt } = await client.begin(redirectUriOf(request, client), next);
        return attemptCookie.set(request, uncached(reply), attempt).redirect(url);
      } catch (error) {
        noteFailure(request, { client, error });
        return answerFailure(app, request, { reply, client, error, next });
      }
    },
  );

  app.get(
    '/api/auth/oidc/:provider/callback/',
    {
      config: { public: true },
      schema: {
        operationId: 'auth_oidc_callback',
        summary: 'Take somebody back from an identity provider: begins a session',
        tags: ['auth'],
        security: [],
        params,
        querystring: Type.Object(
          { state: Type.Optional(Type.String({ maxLength: 200 })) },
          { description: 'What the provider adds: `code` or `error`, `state`, `iss`.' },
        ),
        response: responses,
      },
    },
    async (request, reply) => {
      const client = clientOf(request.params.provider);
      const { id: provider } = client.settings;
      const state = request.query.state ?? '';
      const attempt = attemptCookie.read(request, { provider, state });
      const details = { with: 'oidc', provider };
      let name = '';
      try {
        if (!attempt) throw new OidcAttemptUnknownError();
        attemptCookie.clear(reply, state);
        const currentUrl = new URL(redirectUriOf(request, client));
        currentUrl.search = new URL(request.url, currentUrl).search;
        const person = await client.finish(currentUrl, attempt);
        name = nameIn(person.claims, client.settings);
        const author = { ...strangerOf(request, `oidc:${provider}`), requestId: request.id };
        const { log } = request;
        const user = await admitPerson({ context, settings: client.settings, person, author, log });
        await beginSession(pool, {
          request,
          reply,
          limits,
          identity: { ...user, provider, ...(person.idToken === undefined ? {} : { idToken: person.idToken }) },
          details,
        });
        return uncached(reply).redirect(attempt.next);
      } catch (error) {
        noteFailure(request, { client, error });
        const refusal: AuditRecord = {
          action: 'sign_in.refused',
          outcome: 'refused',
          author: strangerOf(request, name),
          details: { ...details, code: codeOf(error) },
        };
        // Strangers can come here as often as they like, but not with somebody whom the provider vouches for.
        await (name === '' ? recordAuditEventSparsely(query, refusal) : recordAuditEvent(query, refusal));
        return answerFailure(app, request, { reply, client, error, next: attempt?.next ?? '/' });
      }
    },
  );
};

function redirectUriOf(request: FastifyRequest, { settings }: OidcClient): string {
  return `${baseUrlOf(request)}/api/auth/oidc/${settings.id}/callback/`;
}

interface Failure {
  readonly client: OidcClient;
  readonly error: unknown;
}

/** What the provider said is for the log alone. */
function noteFailure(request: FastifyRequest, { client, error }: Failure): void {
  const { id: provider } = client.settings;
  request.log.warn({ provider, code: codeOf(error), reasons: reasonsOf(error) }, 'A sign-in failed.');
}

/** The sign-in page with the code for browsers; the error itself for all others. */
function answerFailure(
  app: FastifyInstance,
  request: FastifyRequest,
  { client, error, next, reply }: Failure & { readonly reply: FastifyReply; readonly next: string },
): FastifyReply {
  const isBrowser = /text\/html/i.test(request.headers.accept ?? '');
  if (!app.sendPage || !isBrowser || !(error instanceof JobwrightError)) throw error;
  const page = new URLSearchParams({ error: error.code, provider: client.settings.id, next });
  return uncached(reply).redirect(`/sign-in?${page.toString()}`);
}

function uncached(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}

function codeOf(error: unknown): string {
  return error instanceof JobwrightError ? error.code : 'JOBWRIGHT_INTERNAL';
}
