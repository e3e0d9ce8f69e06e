import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { Tag } from '../extras/tag.ts';
import { TenantGroup } from './tenant-group.ts';

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenancy_tenant',
  properties: {
    ...organisationalProperties,
    group: () => p.manyToOne(TenantGroup).nullable().index(),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('tenancy_tenant_tags'),
  },
});

/** A customer or department that objects belong to. */
export class Tenant extends TenantSchema.class {}
TenantSchema.setClass(Tenant);

export const tenantModel = defineModel(Tenant, {
  app: 'tenancy',
  display: '{name}',
  search: ['name', 'slug', 'description'],
  validate(tenant) {
    assertSlug(tenant.slug);
  },
});
