import type { ModelField } from '../../../lib/models.ts';

/** As many columns as fit beside the name of an object. */
const columnLimit = 5;

/** Fields that say the least stand last. */
const dull = new Set(['id', 'created', 'last_updated', 'custom_field_data', 'comments', 'slug', 'name', 'description']);

/** The fields worth a column in a list: references and choices first, as they were defined. */
export function pickColumns(fields: readonly ModelField[]): readonly ModelField[] {
  const worthy = fields.filter(
    ({ name, kind, type }) => !dull.has(name) && kind !== 'to-many' && type !== 'json' && type !== 'array',
  );
  const telling = worthy.filter(({ kind, choices }) => kind === 'to-one' || choices !== null);
  return [...telling, ...worthy.filter((field) => !telling.includes(field))].slice(0, columnLimit);
}

/** Fields in the order in which people want them: what every object has stands last. */
export function orderFields(fields: readonly ModelField[]): readonly ModelField[] {
  const common = new Set(['custom_field_data', 'created', 'last_updated', 'id']);
  return [...fields.filter(({ name }) => !common.has(name)), ...fields.filter(({ name }) => common.has(name))];
}

/** Fields that a list can be narrowed by with a choice. */
export function pickFilters(fields: readonly ModelField[]): readonly ModelField[] {
  return fields.filter(({ kind, target_url, choices, type }) =>
    kind === 'scalar' ? choices !== null || type === 'boolean' : target_url !== null,
  );
}

/** Name of the REST filter on a field. */
export function filterName({ kind, name }: ModelField): string {
  return kind === 'scalar' ? name : `${name}_id`;
}
