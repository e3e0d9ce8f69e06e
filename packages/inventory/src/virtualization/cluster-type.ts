import { defineModel } from '@jobwright/sdk';
import { defineEntity } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';

const ClusterTypeSchema = defineEntity({
  name: 'ClusterType',
  tableName: 'virtualization_cluster_type',
  properties: { ...organisationalProperties },
});

/** A technology of clusters: VMware vSphere, Proxmox… */
export class ClusterType extends ClusterTypeSchema.class {}
ClusterTypeSchema.setClass(ClusterType);

export const clusterTypeModel = defineModel(ClusterType, {
  app: 'virtualization',
  display: '{name}',
  search: ['name', 'slug'],
  validate(type) {
    assertSlug(type.slug);
  },
});
