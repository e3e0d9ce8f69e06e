import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { queryIn } from '../../database/query.ts';
import { NotFoundError, PermissionDeniedError, SecretExistsError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { createRedaction, type Redact } from '../../runtime/host/data/changes/redaction.ts';
import { compareSnapshots, takeSnapshot, type Snapshot } from '../audit/object-snapshot.ts';
import { recordAdministration } from '../audit/record-administration.ts';
import { authorOf } from '../audit/record-audit-event.ts';
import { parseListQuery } from '../models/filters/parse-list-query.ts';
import type { Where } from '../models/filters/where.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { loadPage, serializeObject } from '../models/serialize.ts';
import { requireGrant } from '../users/permissions.ts';
import { Secret } from './secret.entity.ts';
import { SecretChangeSchema, SecretRequestSchema } from './secrets.schemas.ts';

const path = '/api/extras/secrets/';
const uniqueViolation = '23505';

/** Secrets that jobs may read. Their values come in and never go out. */
export const secretRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog, secretBox } = context;
  const model = modelNamed(catalog, 'extras.secret');
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const found = { 200: Type.Ref('Secret', { description: 'The secret, without its value.' }), ...errorResponses };

  app.get(
    path,
    {
      schema: {
        operationId: 'extras_secrets_list',
        summary: 'List secrets, without their values',
        tags: ['extras'],
        querystring: Type.Object({ ...pageQuery, q: Type.Optional(Type.String()) }),
        response: { 200: pageOf(Type.Ref('Secret'), 'A page of secrets.'), ...errorResponses },
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query);
      const granted = await requireGrant(request.permissions, 'view', model.label);
      const where = { $and: [query.where, granted ?? {}] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      const place = { catalog, baseUrl: baseUrlOf(request) };
      const results = objects.map((secret) => serializeObject(place, model, secret));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_secrets_retrieve',
        summary: 'Show a secret, without its value',
        tags: ['extras'],
        params,
        response: found,
      },
    },
    async (request) => {
      const granted = await requireGrant(request.permissions, 'view', model.label);
      return show(await find(request.params.id, granted), baseUrlOf(request));
    },
  );

  app.post(
    path,
    {
      schema: {
        operationId: 'extras_secrets_create',
        summary: 'Store a secret',
        tags: ['extras'],
        body: SecretRequestSchema,
        response: {
          201: Type.Ref('Secret', { description: 'The secret, without its value.' }),
          ...errorResponses,
          ...conflictResponse,
        },
      },
    },
    async (request, reply) => {
      const { name, value, description = '', jobs = [] } = request.body;
      const granted = await requireGrant(request.permissions, 'add', model.label);
      const id = uuidv7();
      const secret = await context
        .em()
        .transactional(async (em) => {
          em.create(Secret, { id, name, description, jobs, sealedValue: secretBox.seal(value, id) } as never);
          await em.flush();
          const created = await em.findOne(Secret, { $and: [{ id }, granted ?? {}] });
          if (!created) throw new PermissionDeniedError();
          await record(em, request, { action: 'create', secret: created });
          return created;
        })
        .catch((error: unknown) => {
          throw isUniqueViolation(error) ? new SecretExistsError(name) : error;
        });
      void reply.code(201);
      return show(secret, baseUrlOf(request));
    },
  );

  app.patch(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_secrets_partial_update',
        summary: 'Change a secret: its value, its description, or who may read it',
        tags: ['extras'],
        params,
        body: SecretChangeSchema,
        response: found,
      },
    },
    async (request) => {
      const { value, ...changes } = request.body;
      const granted = await requireGrant(request.permissions, 'change', model.label);
      return context.em().transactional(async (em) => {
        const secret = await find(request.params.id, granted, em);
        const note = createNote(secret);
        Object.assign(secret, changes);
        if (value !== undefined) secret.sealedValue = secretBox.seal(value, secret.id);
        await em.flush();
        await record(em, request, { action: 'update', secret, note });
        return show(secret, baseUrlOf(request));
      });
    },
  );

  app.delete(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_secrets_destroy',
        summary: 'Delete a secret',
        tags: ['extras'],
        params,
        response: { 204: Type.Null({ description: 'The secret is gone.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const granted = await requireGrant(request.permissions, 'delete', model.label);
      await context.em().transactional(async (em) => {
        const secret = await find(request.params.id, granted, em);
        await record(em, request, { action: 'delete', secret, note: createNote(secret) });
        await em.remove(secret).flush();
      });
      return reply.code(204).send(null);
    },
  );

  async function find(id: string, granted: Where | undefined, em = context.em()): Promise<Secret> {
    const secret = await em.findOne(Secret, { $and: [{ id }, granted ?? {}] });
    if (!secret) throw new NotFoundError();
    return secret;
  }

  /** What a secret is before a change, and the way in which its value is concealed in both. */
  function createNote(secret: Secret): { readonly before: Snapshot; readonly redact: Redact } {
    const redact = createRedaction(randomBytes(32));
    return { before: takeSnapshot(model, secret, redact), redact };
  }

  async function record(
    em: EntityManager,
    request: FastifyRequest,
    written: {
      readonly action: 'create' | 'update' | 'delete';
      readonly secret: Secret;
      readonly note?: ReturnType<typeof createNote>;
    },
  ): Promise<void> {
    const { action, secret, note } = written;
    const redact = note?.redact ?? createRedaction(randomBytes(32));
    const after = action === 'delete' ? undefined : takeSnapshot(model, secret, redact);
    const fields = compareSnapshots(note?.before, after);
    const change = { action, model: model.label, id: secret.id, display: secret.name, fields };
    await recordAdministration(queryIn(em), 'secret', { change, author: authorOf(request) });
  }

  function show(secret: Secret, baseUrl: string): unknown {
    return serializeObject({ catalog, baseUrl }, model, secret);
  }
};

function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === uniqueViolation;
}
