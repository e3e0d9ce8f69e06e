import { Type, type TSchema } from '../../http/typebox.ts';

const dateTime = Type.String({ format: 'date-time' });
export const secretNamePattern = '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$';

const description = Type.String({ maxLength: 200 });
const jobs = Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
  maxItems: 100,
  description:
    'Paths of the jobs that may read it, or beginnings of paths with * behind them: ["git.backup/*"]; `git.<slug>` for the repository itself.',
});
const value = Type.String({ minLength: 6, maxLength: 65_536, description: 'Written, never shown.' });

export const SecretSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    name: Type.String(),
    description: Type.String(),
    jobs: Type.Array(Type.String()),
    created: dateTime,
    last_updated: dateTime,
  },
  { $id: 'Secret', description: 'A secret. Its value is never shown.' },
);

export const SecretRequestSchema = Type.Object(
  {
    name: Type.String({ pattern: secretNamePattern, description: 'What jobs ask for it by.' }),
    value,
    description: Type.Optional(description),
    jobs: Type.Optional(jobs),
  },
  { additionalProperties: false },
);

export const SecretChangeSchema = Type.Object(
  { value: Type.Optional(value), description: Type.Optional(description), jobs: Type.Optional(jobs) },
  { additionalProperties: false },
);

export const secretComponents: readonly TSchema[] = [SecretSchema];
