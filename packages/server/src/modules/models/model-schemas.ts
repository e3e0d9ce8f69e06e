import { nullable } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { lookupsOf } from './filters/lookups.ts';
import { suffixed } from './filters/build-condition.ts';
import type { ModelCatalog, RestModel } from './model-catalog.ts';
import type { ModelField, ScalarField, WireType } from './model-field.ts';

/** Names of a model's schemas in the OpenAPI document. */
export interface ModelSchemaNames {
  readonly read: string;
  readonly write: string;
  readonly patch: string;
}

export function schemaNames(model: RestModel): ModelSchemaNames {
  const app = model.app.charAt(0).toUpperCase() + model.app.slice(1);
  const read = `${app}${model.meta.className}`;
  return { read, write: `${read}Request`, patch: `Patched${read}Request` };
}

/** Components of the OpenAPI document: for each model what is read, what a create takes, what an update takes. */
export function describeModelSchemas(catalog: ModelCatalog): readonly TSchema[] {
  return catalog.models.flatMap((model) => {
    const names = schemaNames(model);
    const writable = model.fields.filter((field) => !field.readOnly);
    const writes = writable.map((field) => [field.name, describeWrite(catalog, field)] as const);
    return [
      describeRead(model, names.read),
      Type.Object(
        Object.fromEntries(
          writes.map(([name, schema], index) => [name, writable[index]?.required ? schema : Type.Optional(schema)]),
        ),
        { $id: names.write, description: `A ${model.verboseName} to create, or to put in place of one.` },
      ),
      Type.Object(Object.fromEntries(writes.map(([name, schema]) => [name, Type.Optional(schema)])), {
        $id: names.patch,
        description: `What to change of a ${model.verboseName}.`,
      }),
    ];
  });
}

/** Query parameters of a model's list. */
export function describeFilters(model: RestModel): TSchema {
  const filters: Record<string, TSchema> = {};
  for (const field of model.fields) {
    if (field.kind === 'scalar') {
      for (const lookup of lookupsOf(field)) {
        const value = lookup.valueType === 'boolean' ? Type.Boolean() : scalarSchema(field, field.type === 'string');
        filters[suffixed(field.name, lookup.name)] = Type.Optional(
          Type.Array(value, { description: `${field.name} ${lookup.meaning}` }),
        );
      }
      continue;
    }
    const id = Type.String({ format: 'uuid' });
    filters[field.name] = many(Type.String(), `${field.name} by id or unique name`);
    filters[`${field.name}__n`] = many(Type.String(), `not this ${field.name}`);
    filters[`${field.name}_id`] = many(id, `${field.name} by id`);
    filters[`${field.name}_id__n`] = many(id, `not this ${field.name}, by id`);
    if (field.kind === 'to-one' && field.nullable) filters[`${field.name}__isnull`] = many(Type.Boolean(), 'has none');
  }
  return Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 0, description: 'Size of the page, 50 unless said; 0: 1000.' })),
    offset: Type.Optional(Type.Integer({ minimum: 0 })),
    q: Type.Optional(Type.String({ description: `Part of ${model.search.join(', ')}, in any case.` })),
    ordering: Type.Optional(Type.String({ description: 'Fields, separated by commas; `-` in front for descending.' })),
    ...filters,
  });
}

function many(value: TSchema, description: string): TSchema {
  return Type.Optional(Type.Array(value, { description }));
}

function describeRead(model: RestModel, id: string): TSchema {
  const fields = model.fields.filter((field) => field.name !== 'id');
  return Type.Object(
    {
      id: Type.String({ format: 'uuid' }),
      url: Type.String(),
      display: Type.String({ description: 'The object in a line, for people.' }),
      ...Object.fromEntries(fields.map((field) => [field.name, describeReadField(field)])),
    },
    { $id: id, description: `A ${model.verboseName}.` },
  );
}

function describeReadField(field: ModelField): TSchema {
  const nested = Type.Ref('NestedObject');
  if (field.kind === 'to-many') return Type.Array(nested);
  const schema = field.kind === 'to-one' ? nested : scalarSchema(field, false);
  return field.nullable ? nullable(schema) : schema;
}

function describeWrite(catalog: ModelCatalog, field: ModelField): TSchema {
  if (field.kind === 'scalar') {
    const schema = scalarSchema(field, false);
    return field.nullable ? nullable(schema) : schema;
  }
  const name = catalog.of(field.target)?.verboseName ?? field.name;
  const reference = Type.Union([
    Type.String({ format: 'uuid', description: `Id of a ${name}.` }),
    Type.Record(Type.String(), Type.Unknown(), { description: `Attributes that only one ${name} has.` }),
  ]);
  if (field.kind === 'to-many') return Type.Array(reference);
  return field.nullable ? nullable(reference) : reference;
}

function scalarSchema(field: ScalarField, isPattern: boolean): TSchema {
  if (field.choices && !isPattern) return Type.Union(field.choices.map((choice) => Type.Literal(choice)));
  return wireSchemas[field.type](field);
}

const wireSchemas: Readonly<Record<WireType, (field: ScalarField) => TSchema>> = {
  string: ({ maxLength }) => Type.String(maxLength === undefined ? {} : { maxLength }),
  uuid: () => Type.String({ format: 'uuid' }),
  integer: () => Type.Integer(),
  number: () => Type.Number(),
  decimal: () => Type.String({ description: 'A decimal number as text.' }),
  bigint: () => Type.Union([Type.Integer(), Type.String()]),
  boolean: () => Type.Boolean(),
  datetime: () => Type.String({ format: 'date-time' }),
  date: () => Type.String({ format: 'date' }),
  network: ({ columnType }) =>
    Type.String({ description: columnType === 'cidr' ? 'An IP network.' : 'An IP address, with or without a mask.' }),
  array: () => Type.Array(Type.Unknown()),
  json: () => Type.Unknown(),
};
