import { defineModel } from '@jobwright/sdk';
import { defineEntity } from '@mikro-orm/core';
import { assertColor, assertSlug } from '../common/field-rules.ts';
import { colorProperty, organisationalProperties } from '../common/shared-properties.ts';

const TagSchema = defineEntity({
  name: 'Tag',
  tableName: 'extras_tag',
  properties: { ...organisationalProperties, color: colorProperty.default('9e9e9e') },
});

/** A label that people put on objects of any kind. */
export class Tag extends TagSchema.class {}
TagSchema.setClass(Tag);

export const tagModel = defineModel(Tag, {
  app: 'extras',
  display: '{name}',
  search: ['name', 'slug'],
  validate(tag) {
    assertSlug(tag.slug);
    assertColor(tag.color);
  },
});
