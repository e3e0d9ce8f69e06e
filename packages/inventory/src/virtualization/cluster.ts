import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Device } from '../dcim/device.ts';
import { Site } from '../dcim/site.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { ClusterGroup } from './cluster-group.ts';
import { ClusterType } from './cluster-type.ts';
import { VirtualMachine } from './virtual-machine.ts';

const ClusterSchema = defineEntity({
  name: 'Cluster',
  tableName: 'virtualization_cluster',
  properties: {
    ...modelProperties,
    name: p.string().length(100).unique(),
    type: () => p.manyToOne(ClusterType).deleteRule('restrict').index(),
    group: () => p.manyToOne(ClusterGroup).nullable().deleteRule('restrict').index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    site: () => p.manyToOne(Site).nullable().deleteRule('restrict').index(),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('virtualization_cluster_tags'),
    devices: () => p.oneToMany(Device).mappedBy('cluster'),
    virtualMachines: () => p.oneToMany(VirtualMachine).mappedBy('cluster'),
  },
});

/** Devices on which virtual machines run. */
export class Cluster extends ClusterSchema.class {}
ClusterSchema.setClass(Cluster);

export const clusterModel = defineModel(Cluster, {
  app: 'virtualization',
  display: '{name}',
  search: ['name', 'site.name'],
});
