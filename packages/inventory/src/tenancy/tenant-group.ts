import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { assertNoCycle } from '../common/tree-rules.ts';

const TenantGroupSchema = defineEntity({
  name: 'TenantGroup',
  tableName: 'tenancy_tenant_group',
  properties: {
    ...organisationalProperties,
    parent: () => p.manyToOne(TenantGroup).nullable().deleteRule('restrict').index(),
    children: () => p.oneToMany(TenantGroup).mappedBy('parent'),
  },
});

/** A group of tenants; groups form a tree. */
export class TenantGroup extends TenantGroupSchema.class {}
TenantGroupSchema.setClass(TenantGroup);

export const tenantGroupModel = defineModel(TenantGroup, {
  app: 'tenancy',
  display: '{name}',
  search: ['name', 'slug'],
  async validate(group) {
    assertSlug(group.slug);
    await assertNoCycle(group);
  },
});
