import { nullable } from '../../http/response-schemas.ts';
import { Type, type Static } from '../../http/typebox.ts';
import type { Sight } from '../users/sight.ts';
import { mayOrderBy } from './filters/parse-list-query.ts';
import type { ModelCatalog, RestModel } from './model-catalog.ts';
import type { ModelField } from './model-field.ts';

const FieldSchema = Type.Object({
  name: Type.String({ description: 'As in the REST object.' }),
  kind: Type.Union([Type.Literal('scalar'), Type.Literal('to-one'), Type.Literal('to-many')]),
  type: nullable(Type.String({ description: 'Of a scalar: string, integer, boolean, datetime, json, network, …' })),
  required: Type.Boolean(),
  nullable: Type.Boolean(),
  read_only: Type.Boolean(),
  choices: nullable(Type.Array(Type.Union([Type.String(), Type.Number()]))),
  max_length: nullable(Type.Integer()),
  sortable: Type.Boolean({
    description: 'The user may order its list by it: not when it leads to objects that he may not all view.',
  }),
  target: nullable(Type.String({ description: 'Label of the model that a reference leads to.' })),
  target_url: nullable(Type.String({ description: 'Its list.' })),
});

/** A model, for those who make lists and forms. */
export const ModelDescriptionSchema = Type.Object({
  label: Type.String({ description: '`dcim.device`' }),
  app: Type.String(),
  endpoint: Type.String(),
  url: Type.String({ description: 'Its list.' }),
  verbose_name: Type.String(),
  verbose_name_plural: Type.String(),
  ordering: Type.Array(Type.String()),
  actions: Type.Array(
    Type.Union([Type.Literal('view'), Type.Literal('add'), Type.Literal('change'), Type.Literal('delete')]),
    { description: 'What the user may do with some objects at least.' },
  ),
  fields: Type.Array(FieldSchema),
  related: Type.Array(
    Type.Object({
      label: Type.String({ description: 'Model that refers to this one.' }),
      verbose_name_plural: Type.String(),
      url: Type.String(),
      filter: Type.String({ description: 'Filter of its list that takes the id of an object of this model.' }),
    }),
  ),
});

export type ModelDescription = Static<typeof ModelDescriptionSchema>;
export type ModelAction = ModelDescription['actions'][number];

export interface DescribeScope {
  readonly catalog: ModelCatalog;
  /** Models that the reader may know of. */
  readonly visibleModels: readonly RestModel[];
  /** What the reader may see of them. */
  readonly sight: Sight;
  /** Address of the server. */
  readonly base: string;
}

/** Describes a model as REST shows it. References from models that the reader may not see are left out. */
export function describeModel(
  { catalog, visibleModels, sight, base }: DescribeScope,
  model: RestModel,
  actions: readonly ModelAction[],
): ModelDescription {
  const related = visibleModels.flatMap((other) =>
    other.fields
      .filter((field) => field.kind !== 'scalar' && catalog.of(field.target) === model)
      .map((field) => ({
        label: other.label,
        verbose_name_plural: other.verboseNamePlural,
        url: `${base}${other.path}`,
        filter: `${field.name}_id`,
      })),
  );
  return {
    label: model.label,
    app: model.app,
    endpoint: model.endpoint,
    url: `${base}${model.path}`,
    verbose_name: model.verboseName,
    verbose_name_plural: model.verboseNamePlural,
    ordering: [...model.ordering],
    actions: [...actions],
    fields: model.fields.map((field) => ({
      ...describeField(catalog, base, field),
      sortable: mayOrderBy({ catalog, sight, model }, field.name),
    })),
    related,
  };
}

function describeField(
  catalog: ModelCatalog,
  base: string,
  field: ModelField,
): Omit<ModelDescription['fields'][number], 'sortable'> {
  const target = field.kind === 'scalar' ? undefined : catalog.of(field.target);
  return {
    name: field.name,
    kind: field.kind,
    type: field.kind === 'scalar' ? field.type : null,
    required: field.required,
    nullable: field.nullable,
    read_only: field.readOnly,
    choices: field.kind === 'scalar' && field.choices ? [...field.choices] : null,
    max_length: (field.kind === 'scalar' ? field.maxLength : undefined) ?? null,
    target: target?.label ?? null,
    target_url: target ? `${base}${target.path}` : null,
  };
}
