import { nullable } from '../../http/response-schemas.ts';
import { secretVariablePattern } from '../../git/secret-variables.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { secretNamePattern } from '../secrets/secrets.schemas.ts';

const dateTime = Type.String({ format: 'date-time' });

const SecretReferenceSchema = Type.Union(
  [
    Type.Object(
      { env: Type.String({ pattern: secretVariablePattern, description: 'Variable of the server’s environment.' }) },
      { additionalProperties: false },
    ),
    Type.Object(
      { file: Type.String({ pattern: '^/', maxLength: 500, description: 'File in a folder that the server allows.' }) },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        secret: Type.String({
          pattern: secretNamePattern,
          description: 'Name of a stored secret whose `jobs` have `git.<slug>` among them.',
        }),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'Where a secret is kept. Secrets themselves are not accepted.' },
);

const CredentialsSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal('https-token'),
      token: SecretReferenceSchema,
      username: Type.Optional(Type.String({ maxLength: 200 })),
      scheme: Type.Optional(Type.Union([Type.Literal('basic'), Type.Literal('bearer')])),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      type: Type.Literal('ssh-key'),
      privateKey: SecretReferenceSchema,
      knownHosts: Type.Union([
        SecretReferenceSchema,
        Type.Object({ text: Type.String({ minLength: 1, maxLength: 20_000 }) }, { additionalProperties: false }),
      ]),
    },
    { additionalProperties: false },
  ),
]);

const name = Type.String({ minLength: 1, maxLength: 100 });
const remoteUrl = Type.String({
  pattern: '^(?:https://|http://|ssh://|file://|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:)\\S+$',
  maxLength: 1000,
  description: 'https:, ssh: or user@host:path, without credentials; file: if the configuration allows it.',
});
const ref = Type.Union([Type.String({ minLength: 1, maxLength: 250 }), Type.Null()], {
  description: 'Branch, tag or whole commit id. Default: the branch that the remote shows first.',
});
const path = Type.String({ maxLength: 500, description: 'Folder with the jobs. Default: the root.' });
const credentials = Type.Union([CredentialsSchema, Type.Null()]);
const webhookSecretEnv = Type.Union([Type.String({ pattern: secretVariablePattern }), Type.Null()], {
  description: 'Variable of the server’s environment with the secret that webhooks are signed with.',
});
const webhookSecret = Type.Union([Type.String({ pattern: secretNamePattern }), Type.Null()], {
  description: 'Name of a stored secret that webhooks are signed with; its `jobs` have `git.<slug>` among them.',
});
const syncInterval = Type.Union([Type.Integer({ minimum: 30, maximum: 2_592_000 }), Type.Null()], {
  description: 'Seconds between syncs. Default: none, it is synced when somebody asks for it.',
});
const provides = Type.Array(Type.Literal('jobs'), { description: 'What is taken from it.' });
const enabled = Type.Boolean({ description: 'False: it is not synced, and its jobs cannot be run.' });

export const GitRepositorySchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    name: Type.String(),
    slug: Type.String({ description: 'Its jobs are `git.<slug>/<module>/<Class>`.' }),
    remote_url: Type.String(),
    ref: nullable(Type.String()),
    path: Type.String(),
    credentials: nullable(Type.Unknown({ description: 'Where the secrets are, not what they are.' })),
    webhook_secret_env: nullable(Type.String()),
    webhook_secret: nullable(Type.String()),
    sync_interval_s: nullable(Type.Integer()),
    provides: Type.Array(Type.String()),
    enabled: Type.Boolean(),
    current_commit: nullable(Type.String({ description: 'Commit that its jobs were last taken from.' })),
    last_sync_requested: nullable(dateTime),
    last_synced: nullable(Type.String({ description: 'When a sync last succeeded.' })),
    last_problem: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
    last_result: nullable(Type.Ref('NestedObject', { description: 'The last sync.' })),
    created: dateTime,
    last_updated: dateTime,
  },
  { $id: 'GitRepository' },
);

export const GitRepositoryRequestSchema = Type.Object(
  {
    name,
    slug: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9_-]{0,99}$',
        description: 'Default: made of the name. It never changes.',
      }),
    ),
    remote_url: remoteUrl,
    ref: Type.Optional(ref),
    path: Type.Optional(path),
    credentials: Type.Optional(credentials),
    webhook_secret_env: Type.Optional(webhookSecretEnv),
    webhook_secret: Type.Optional(webhookSecret),
    sync_interval_s: Type.Optional(syncInterval),
    provides: Type.Optional(provides),
    enabled: Type.Optional(enabled),
  },
  { additionalProperties: false },
);

export const GitRepositoryChangeSchema = Type.Partial(Type.Omit(GitRepositoryRequestSchema, ['slug']), {
  additionalProperties: false,
});

/** A sync that was asked for: a job result, with a log. */
export const SyncStartedSchema = Type.Object(
  { job_result: Type.Ref('NestedObject', { description: 'The sync: watch its status and log.' }) },
  { $id: 'SyncStarted' },
);

export const gitRepositoryComponents: readonly TSchema[] = [GitRepositorySchema, SyncStartedSchema];
