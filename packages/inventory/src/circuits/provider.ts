import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { Tag } from '../extras/tag.ts';

const ProviderSchema = defineEntity({
  name: 'Provider',
  tableName: 'circuits_provider',
  properties: {
    ...organisationalProperties,
    /** 32-bit AS number. */
    asn: p.bigint('number').nullable(),
    /** Our account with the provider. */
    account: p.string().length(100).default(''),
    portalUrl: p.string().length(500).default(''),
    nocContact: p.text().default(''),
    adminContact: p.text().default(''),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('circuits_provider_tags'),
  },
});

/** A company that provides circuits. */
export class Provider extends ProviderSchema.class {}
ProviderSchema.setClass(Provider);

export const providerModel = defineModel(Provider, {
  app: 'circuits',
  display: '{name}',
  search: ['name', 'slug', 'account'],
  validate(provider) {
    assertSlug(provider.slug);
  },
});
