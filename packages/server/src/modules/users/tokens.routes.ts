import type { FilterQuery } from '@mikro-orm/core';
import type { FastifyRequest } from 'fastify';
import { queryIn } from '../../database/query.ts';
import { InputInvalidError, NotFoundError, PermissionDeniedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { authorOf, recordAuditEvent } from '../audit/record-audit-event.ts';
import { isNetwork } from '../models/filters/parse-value.ts';
import { parseListQuery } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import type { ModelEntity } from '../models/model-entity.ts';
import { serializeObject } from '../models/serialize.ts';
import { Token } from './token.entity.ts';
import { TokenRequestSchema } from './tokens.schemas.ts';
import { createToken } from './tokens.ts';

/**
 * Tokens: everybody lists, makes and revokes their own. Those of others are for users with a permission on them, who can
 * see and revoke them; nobody makes a token for somebody else, and nobody sees a key again.
 */
export const tokenRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog, database } = context;
  const model = modelNamed(catalog, 'users.token');
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) });

  /** The caller's own, and those that a permission opens. */
  const within = async (request: FastifyRequest, action: 'view' | 'delete'): Promise<FilterQuery<Token>> => {
    const grant = await request.permissions.grant(action, model.label);
    if (grant?.objects === 'all') return {};
    const own = { user: request.caller.id } as FilterQuery<Token>;
    return grant ? { $or: [own, grant.where] } : own;
  };

  app.get(
    '/api/users/tokens/',
    {
      schema: {
        operationId: 'users_tokens_list',
        summary: 'List your tokens, and those of others that you may view',
        tags: ['users'],
        querystring: Type.Object({
          ...pageQuery,
          q: Type.Optional(Type.String()),
          user_id: Type.Optional(Type.String({ description: 'Whose.' })),
        }),
        response: { 200: pageOf(Type.Ref('Token'), 'A page of tokens.'), ...errorResponses },
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query);
      const where = { $and: [query.where, await within(request, 'view')] } as FilterQuery<Token>;
      const [tokens, count] = await context
        .em()
        .findAndCount(Token, where, { populate: ['user'], orderBy: query.orderBy as never, ...query.page });
      const place = { catalog, baseUrl: baseUrlOf(request) };
      const results = tokens.map((token) => serializeObject(place, model, token as ModelEntity));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    '/api/users/tokens/:id/',
    {
      schema: {
        operationId: 'users_tokens_retrieve',
        summary: 'Show a token',
        tags: ['users'],
        params,
        response: { 200: Type.Ref('Token', { description: 'The token, without its key.' }), ...errorResponses },
      },
    },
    async (request) => {
      const where = { $and: [{ id: request.params.id }, await within(request, 'view')] } as FilterQuery<Token>;
      const token = await context.em().findOne(Token, where, { populate: ['user'] });
      if (!token) throw new NotFoundError();
      return serializeObject({ catalog, baseUrl: baseUrlOf(request) }, model, token);
    },
  );

  app.post(
    '/api/users/tokens/',
    {
      schema: {
        operationId: 'users_tokens_create',
        summary: 'Make a token; its key is shown in the answer and never again',
        tags: ['users'],
        body: Type.Optional(TokenRequestSchema),
        response: { 201: Type.Ref('NewToken', { description: 'The token with its key.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      if (request.caller.isLimited) {
        throw new PermissionDeniedError(
          'A token that expires or is bound to networks makes no others. Sign in instead.',
        );
      }
      const {
        description,
        write_enabled: writeEnabled,
        expires,
        allowed_networks: allowedNetworks,
      } = request.body ?? {};
      const expiry = expires === undefined || expires === null ? undefined : new Date(expires);
      if (expiry && expiry.getTime() <= Date.now()) throw new InputInvalidError({ expires: ['This time is past.'] });
      const wrong = (allowedNetworks ?? []).filter((network) => !isNetwork(network));
      if (wrong.length > 0) {
        throw new InputInvalidError({
          allowed_networks: wrong.map((text) => `"${text}" is not an IP address or network.`),
        });
      }
      const created = await createToken(database.pool, {
        userId: request.caller.id,
        author: authorOf(request),
        ...(description === undefined ? {} : { description }),
        ...(allowedNetworks === undefined ? {} : { allowedNetworks }),
        ...(writeEnabled === undefined ? {} : { writeEnabled }),
        ...(expiry ? { expires: expiry } : {}),
      });
      const token = await context.em().findOneOrFail(Token, created.id, { populate: ['user'] });
      const place = { catalog, baseUrl: baseUrlOf(request) };
      void reply.code(201);
      return { ...serializeObject(place, model, token), key: created.key };
    },
  );

  app.delete(
    '/api/users/tokens/:id/',
    {
      schema: {
        operationId: 'users_tokens_destroy',
        summary: 'Revoke a token; it is refused from now on',
        tags: ['users'],
        params,
        response: { 204: Type.Null({ description: 'The token is gone.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const where = { $and: [{ id }, await within(request, 'delete')] } as FilterQuery<Token>;
      await context.em().transactional(async (em) => {
        const token = await em.findOne(Token, where);
        if (!token) throw new NotFoundError();
        const object = { type: model.label, id, display: token.prefix };
        await recordAuditEvent(queryIn(em), { action: 'token.revoked', author: authorOf(request), object });
        await em.remove(token).flush();
      });
      return reply.code(204).send(null);
    },
  );
};
