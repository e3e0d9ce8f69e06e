import type { AppContext } from '../../http/app-context.ts';
import type { FastifyPluginAsyncTypebox, Static } from '../../http/typebox.ts';
import { SecretExistsError } from '../../errors.ts';
import type { AdministeredResource } from '../administration/administered-resource.ts';
import { registerAdministeredResource } from '../administration/administered-resource.routes.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { SecretChangeSchema, SecretRequestSchema } from './secrets.schemas.ts';

/** Secrets that jobs may read. Their values come in and never go out. */
export const secretRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  registerAdministeredResource(app, context, secretResource(context));
};

function secretResource({ catalog, secretBox }: AppContext): AdministeredResource {
  return {
    model: modelNamed(catalog, 'extras.secret'),
    subject: 'secret',
    document: {
      tag: 'extras',
      operation: 'extras_secrets',
      component: 'Secret',
      summaries: {
        list: 'List secrets, without their values',
        retrieve: 'Show a secret, without its value',
        create: 'Store a secret',
        change: 'Change a secret: its value, its description, or who may read it',
        delete: 'Delete a secret',
      },
      answers: { one: 'The secret, without its value.', page: 'A page of secrets.', deleted: 'The secret is gone.' },
      conflicts: ['create'],
    },
    createSchema: SecretRequestSchema,
    changeSchema: SecretChangeSchema,
    prepare: async (_scope, body, { id, current }) => {
      const { value, ...values } = body as Partial<Static<typeof SecretRequestSchema>>;
      const defaults = current ? {} : { description: '', jobs: [] };
      const sealed = value === undefined ? {} : { sealedValue: secretBox.seal(value, id) };
      return { values: { ...defaults, ...values, ...sealed } };
    },
    takenError: ({ name }) => new SecretExistsError(String(name)),
  };
}
