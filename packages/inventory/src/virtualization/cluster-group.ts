import { defineModel } from '@jobwright/sdk';
import { defineEntity } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';

const ClusterGroupSchema = defineEntity({
  name: 'ClusterGroup',
  tableName: 'virtualization_cluster_group',
  properties: { ...organisationalProperties },
});

/** Clusters that belong together. */
export class ClusterGroup extends ClusterGroupSchema.class {}
ClusterGroupSchema.setClass(ClusterGroup);

export const clusterGroupModel = defineModel(ClusterGroup, {
  app: 'virtualization',
  display: '{name}',
  search: ['name', 'slug'],
  validate(group) {
    assertSlug(group.slug);
  },
});
