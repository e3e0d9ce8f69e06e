import fastifyCookie from '@fastify/cookie';
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { RateLimits } from './config/http-settings.ts';
import type { OidcProviderSettings } from './config/oidc-settings.ts';
import type { Database } from './database/orm.ts';
import type { AppContext } from './http/app-context.ts';
import { sharedSchemas } from './http/response-schemas.ts';
import type { TSchema } from './http/typebox.ts';
import { apiRootRoutes } from './modules/api-root/api-root.routes.ts';
import { gitRepositoryComponents } from './modules/git-repositories/git-repositories.schemas.ts';
import { gitRepositoryRoutes } from './modules/git-repositories/git-repositories.routes.ts';
import { webhookRoutes } from './modules/git-repositories/webhook.routes.ts';
import { auditRoutes } from './modules/audit/audit-events.routes.ts';
import { auditComponents } from './modules/audit/audit-events.schemas.ts';
import { jobResultComponents } from './modules/job-results/job-results.schemas.ts';
import { effectRoutes } from './modules/job-results/effects.routes.ts';
import { jobResultRoutes } from './modules/job-results/job-results.routes.ts';
import type { RunEvents } from './modules/job-results/run-events.ts';
import { resultSummaryRoutes } from './modules/job-results/summary.routes.ts';
import { streamRoutes } from './modules/job-results/stream.routes.ts';
import { jobComponents } from './modules/jobs/jobs.schemas.ts';
import { jobRoutes } from './modules/jobs/jobs.routes.ts';
import { runRoutes } from './modules/jobs/run.routes.ts';
import { createModelCatalog } from './modules/models/create-model-catalog.ts';
import { describeModelSchemas } from './modules/models/model-schemas.ts';
import { modelListRoutes } from './modules/models/model-list.routes.ts';
import { modelTypesRoutes } from './modules/models/model-types.routes.ts';
import { modelRoutes } from './modules/models/models.routes.ts';
import { objectChangeComponents } from './modules/object-changes/object-changes.schemas.ts';
import { objectChangeRoutes } from './modules/object-changes/object-changes.routes.ts';
import { scheduleRoutes } from './modules/schedules/schedules.routes.ts';
import { scheduleComponents } from './modules/schedules/schedules.schemas.ts';
import { createOidcClients } from './modules/oidc/oidc-clients.ts';
import { oidcRoutes } from './modules/oidc/oidc.routes.ts';
import { createSecretBox } from './modules/secrets/secret-box.ts';
import { secretRoutes } from './modules/secrets/secrets.routes.ts';
import { secretComponents } from './modules/secrets/secrets.schemas.ts';
import { sessionRoutes } from './modules/sessions/sessions.routes.ts';
import { sessionComponents } from './modules/sessions/sessions.schemas.ts';
import { admitSession } from './modules/sessions/admit-session.ts';
import { defaultSessionLimits, type SessionLimits } from './modules/sessions/sessions.ts';
import { admitToken } from './modules/users/admit-token.ts';
import { createPermissions } from './modules/users/permissions.ts';
import { tokenRoutes } from './modules/users/tokens.routes.ts';
import { userComponents } from './modules/users/tokens.schemas.ts';
import { workerRoutes } from './modules/workers/workers.routes.ts';
import { userRoutes } from './modules/users/users.routes.ts';
import { authentication } from './plugins/authentication.ts';
import { compression } from './plugins/compression.ts';
import { errorHandler } from './plugins/error-handler.ts';
import { jsonBody } from './plugins/json-body.ts';
import { multipart } from './plugins/multipart.ts';
import { homeRoute, openApi } from './plugins/openapi.ts';
import { rateLimits } from './plugins/rate-limits.ts';
import { requestLog } from './plugins/request-log.ts';
import { responseFormat } from './plugins/response-format.ts';
import { schemaValidation } from './plugins/schema-validation.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { webUi } from './plugins/web-ui.ts';
import { HostModels } from './registry/index.ts';
import type { ModelPackage } from './runtime/bundle/runtime-packages.ts';
import type { RequestData } from './runtime/protocol.ts';

const MB = 1024 * 1024;
/**
 * How long a request may take to arrive, body included, in milliseconds: 1 GB at 2.4 Mbit/s. What the answer takes (a run
 * that is waited for, a stream) does not count. Node gives the headers alone a minute.
 */
const requestTimeoutMs = 3600_000;

/** What the application is built upon. It closes none of it. */
export interface AppDependencies {
  readonly database: Database;
  readonly runEvents: RunEvents;
}

/** Options of {@link buildApp}. */
export interface AppOptions {
  /** Fastify's logger options, or `false` for silence. @defaultValue `false` */
  readonly logger?: FastifyServerOptions['logger'];
  /**
   * Whose `X-Forwarded-…` headers are believed: those of so many proxies in front, or of proxies in these networks.
   * @defaultValue nobody's
   */
  readonly trustProxy?: boolean | number | readonly string[];
  /** Requests a minute of one client, by operation id or its beginning with `*`. @defaultValue few, see `defaultRateLimits` */
  readonly rateLimits?: RateLimits;
  /** Other sites whose pages may ask with a token. @defaultValue none */
  readonly corsOrigins?: readonly string[];
  /** How long sessions of browsers last. @defaultValue 12 hours idle, 7 days in all */
  readonly sessionLimits?: SessionLimits;
  /** Identity providers that people may sign in with. @defaultValue none */
  readonly oidc?: readonly OidcProviderSettings[];
  /** Keys that secrets are encrypted with, as `JOBWRIGHT_SECRET_KEY` gives them. @defaultValue none: secrets cannot be stored */
  readonly secretKey?: string;
  /** Largest body other than a file, in bytes. @defaultValue 10 MB */
  readonly bodyLimitBytes?: number;
  /** Largest file that a run may be sent, in bytes. @defaultValue 1 GB */
  readonly uploadLimitBytes?: number;
  /** Recorded with the runs that are asked for through it. @defaultValue `'api'` */
  readonly origin?: RequestData['origin'];
  /** Where jobs import the plugins' models from, for the types of these packages. @defaultValue what the plugins say of them */
  readonly modelPackages?: readonly ModelPackage[];
  /** Folder with the built files of the web UI. @defaultValue none: `/` leads to the page of the API */
  readonly webFolder?: string;
  /** Check each answer against its schema, for tests. @defaultValue `false` */
  readonly checkResponses?: boolean;
}

/**
 * Builds the HTTP application. It does not listen and owns neither database nor worker: call `listen` on it, or
 * `inject` in tests.
 */
export async function buildApp(dependencies: AppDependencies, options: AppOptions = {}): Promise<FastifyInstance> {
  const { database, runEvents } = dependencies;
  const sessionLimits = options.sessionLimits ?? defaultSessionLimits;
  const bodyLimit = options.bodyLimitBytes ?? 10 * MB;
  const app = Fastify({
    logger: options.logger ?? false,
    trustProxy: trustedProxies(options.trustProxy ?? false),
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    genReqId: () => uuidv7(),
    requestIdHeader: false,
    logController: new LogController({ disableRequestLogging: true }), // see plugins/request-log.ts
    // A stopping server ends the streams itself, and then waits for what it is still answering.
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 500 },
  });

  const catalog = createModelCatalog(database);
  const context: AppContext = {
    database,
    runEvents,
    secretBox: createSecretBox(options.secretKey),
    catalog,
    hostModels: new HostModels(database.orm, database.plugins),
    em: () => database.orm.em.fork(),
    origin: options.origin ?? 'api',
  };
  const components: readonly TSchema[] = [
    ...sharedSchemas,
    ...auditComponents,
    ...jobComponents,
    ...jobResultComponents,
    ...objectChangeComponents,
    ...secretComponents,
    ...scheduleComponents,
    ...gitRepositoryComponents,
    ...sessionComponents,
    ...userComponents,
    ...describeModelSchemas(catalog),
  ];

  await app.register(requestLog);
  await app.register(securityHeaders, { corsOrigins: options.corsOrigins ?? [] });
  await app.register(compression);
  await app.register(responseFormat);
  await app.register(schemaValidation, { checkResponses: options.checkResponses ?? false, components });
  await app.register(errorHandler);
  await app.register(fastifyCookie);
  await app.register(authentication, {
    authenticateToken: (key, request) => admitToken(database.pool, key, request),
    authenticateSession: (key, request) => admitSession(database.pool, { key, request, limits: sessionLimits }),
    permissionsOf: (caller) => createPermissions(context.em(), catalog, caller),
    publicPrefixes: ['/api/docs'],
  });
  await app.register(rateLimits, options.rateLimits ?? {});
  await app.register(jsonBody);
  await app.register(multipart, {
    uploadLimitBytes: options.uploadLimitBytes ?? 1024 * MB,
    fieldLimitBytes: bodyLimit,
  });
  await app.register(openApi, { components });
  await (options.webFolder === undefined
    ? app.register(homeRoute)
    : app.register(webUi, { folder: options.webFolder }));

  await app.register(apiRootRoutes, { context });
  await app.register(jobRoutes, { context });
  await app.register(runRoutes, { context });
  await app.register(jobResultRoutes, { context });
  await app.register(effectRoutes, { context });
  await app.register(streamRoutes, { context });
  await app.register(resultSummaryRoutes, { context });
  await app.register(objectChangeRoutes, { context });
  await app.register(auditRoutes, { context });
  await app.register(secretRoutes, { context });
  await app.register(scheduleRoutes, { context });
  await app.register(gitRepositoryRoutes, { context });
  await app.register(webhookRoutes, { context });
  await app.register(workerRoutes, { context });
  const oidcClients = createOidcClients(options.oidc ?? []);
  await app.register(sessionRoutes, { context, limits: sessionLimits, oidcClients });
  await app.register(oidcRoutes, { context, limits: sessionLimits, clients: oidcClients });
  await app.register(tokenRoutes, { context });
  await app.register(userRoutes, { context });
  await app.register(modelListRoutes, { context });
  await app.register(modelTypesRoutes, { context, modelPackages: options.modelPackages });
  await app.register(modelRoutes, { context });
  return app;
}

/** In the form that Fastify takes. The first hop is the connection itself. */
function trustedProxies(
  given: boolean | number | readonly string[],
): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (typeof given === 'boolean') return given;
  if (typeof given === 'number') return given === 0 ? false : (_address, hop) => hop < given;
  return given.length === 0 ? false : [...given];
}
