import { availableParallelism } from 'node:os';
import { Type, type Static } from '@sinclair/typebox';
import { GitSettingsSchema } from './git-settings.ts';
import {
  BodyLimitsSchema,
  CorsOriginsSchema,
  RateLimitsSchema,
  SessionLimitsSchema,
  TrustedProxiesSchema,
} from './http-settings.ts';
import { EgressSchema } from './egress.ts';
import { JobAccessSchema } from './job-access.ts';
import { JobPackagesSchema } from './job-packages.ts';
import { OidcProvidersSchema } from './oidc-settings.ts';
import { secretKeyPattern } from '../modules/secrets/secret-box.ts';
import { RunLimitsSchema } from './run-limits.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevelName = (typeof logLevels)[number];

/** The configuration with every key set, as the file and the environment together give it. Paths are not resolved yet. */
export const ConfigSchema = Type.Object(
  {
    plugins: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
    pluginSettings: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), { default: {} }),
    jobsRoot: Type.String({ minLength: 1, default: './jobs' }),
    jobPackages: JobPackagesSchema,
    dataDir: Type.String({ minLength: 1, default: './data' }),
    databaseUrl: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
    host: Type.String({ minLength: 1, default: '127.0.0.1' }),
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
    workerSlots: Type.Integer({ minimum: 0, maximum: 256, default: availableParallelism() }),
    syncSlots: Type.Integer({ minimum: 0, maximum: 64, default: 4 }),
    shutdownGraceMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: 10_000 }),
    limits: RunLimitsSchema,
    jobAccess: JobAccessSchema,
    egress: EgressSchema,
    git: GitSettingsSchema,
    trustedProxies: TrustedProxiesSchema,
    sessionLimits: SessionLimitsSchema,
    rateLimits: RateLimitsSchema,
    corsOrigins: CorsOriginsSchema,
    bodyLimits: BodyLimitsSchema,
    oidc: OidcProvidersSchema,
    logLevel: Type.Union(
      logLevels.map((level) => Type.Literal(level)),
      { default: 'info' },
    ),
    demoRun: Type.Optional(
      Type.Object(
        { job: Type.String({ minLength: 1 }), data: Type.Record(Type.String(), Type.Unknown(), { default: {} }) },
        { additionalProperties: false },
      ),
    ),
    secretKey: Type.Optional(Type.String({ pattern: secretKeyPattern })),
    superuserToken: Type.Optional(Type.String({ minLength: 32, maxLength: 200, pattern: '^[A-Za-z0-9_.~-]+$' })),
  },
  { additionalProperties: false },
);

export type RawConfig = Static<typeof ConfigSchema>;

/** What each key that is not right should have been, in words. The key is the path in the configuration. */
export const expectations: Readonly<Record<string, string>> = {
  plugins: 'a list of module names or paths, e.g. ["@jobwright/inventory/plugin"]',
  pluginSettings: 'settings by name of plugin',
  jobsRoot: 'a path of a folder',
  jobPackages: 'a list of names of packages, e.g. ["ipaddr.js", "@corp/helpers"]',
  dataDir: 'a path of a folder',
  databaseUrl: 'a connection string like postgres://user:password@host:5432/database',
  host: 'an address to listen on, e.g. 127.0.0.1 or 0.0.0.0',
  port: 'a port from 0 (any free one) to 65535',
  workerSlots: 'a number of runs at the same time, from 0 to 256',
  syncSlots: 'a number of syncs at the same time, from 0 to 64',
  shutdownGraceMs: 'milliseconds from 0 to 3600000',
  jobAccess: 'a list of rules, e.g. [{ jobs: "git.branches/*", actAs: "platform", allow: { "dcim.*": ["view"] } }]',
  egress:
    'what jobs may reach, e.g. { rules: [{ jobs: "local/*", hosts: ["api.example.com", "https://*.example.com:8443"], networks: ["10.20.0.0/16"] }] }',
  git: 'what repositories may be, e.g. { hosts: ["github.com"], fileRoots: ["/srv/git"], follow: { submodules: ["git.network"] } }',
  trustedProxies: 'a number of proxies from 0 to 32, or a list of their networks, e.g. ["10.0.0.0/8"]',
  rateLimits: 'requests a minute by operation id, e.g. { "extras_jobs_run*": 600 }; 0 for any number',
  corsOrigins: 'a list of origins, e.g. ["https://dashboard.example.com"]',
  oidc: 'a list of identity providers with other ids, e.g. [{ id: "corp", label: "Corp", issuer: "https://login.example.com", clientId: "jobwright" }]',
  logLevel: `one of ${logLevels.join(', ')}`,
  demoRun: 'a job and its data, e.g. { job: "local/example/MyJob", data: {} }',
  secretKey:
    '32 random bytes in Base64, as "openssl rand -base64 32" prints them; older keys behind it, with commas between',
  superuserToken: 'a token of 32 to 200 letters, digits or _ . ~ -',
};

/** The one place that knows which environment variable stands for which key. */
export const environmentKeys = {
  JOBS_ROOT: 'jobsRoot',
  DATA_DIR: 'dataDir',
  DATABASE_URL: 'databaseUrl',
  HOST: 'host',
  PORT: 'port',
  WORKER_SLOTS: 'workerSlots',
  SYNC_SLOTS: 'syncSlots',
  SHUTDOWN_GRACE_MS: 'shutdownGraceMs',
  TRUSTED_PROXIES: 'trustedProxies',
  LOG_LEVEL: 'logLevel',
  JOBWRIGHT_SECRET_KEY: 'secretKey',
  JOBWRIGHT_SUPERUSER_TOKEN: 'superuserToken',
} as const satisfies Record<string, keyof RawConfig>;
