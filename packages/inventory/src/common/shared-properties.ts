import { baseProperties } from '@jobwright/sdk';
import { p } from '@mikro-orm/core';

/** Values of custom fields, by field name. Any JSON. */
export type CustomFieldData = Record<string, unknown>;

/** What every model has: `id`, `created`, `lastUpdated`, and the values of custom fields. */
export const modelProperties = {
  ...baseProperties,
  /** Values of custom fields, by field name. */
  customFieldData: p.json<CustomFieldData>().onCreate(() => ({})),
};

/** What models have that only organise others: a unique name, a unique slug for URLs and scripts, a description. */
export const organisationalProperties = {
  ...modelProperties,
  name: p.string().length(100).unique(),
  /** Short form for URLs and scripts: lower-case letters, digits, `-` and `_`. */
  slug: p.string().length(100).unique(),
  description: p.string().length(200).default(''),
};

/** Six hexadecimal digits, red, green, blue: `4caf50`. */
export const colorProperty = p.string().length(6);
