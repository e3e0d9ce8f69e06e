import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { load } from '../common/changes.ts';
import { assertRange } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { assertStatus } from '../common/status-rules.ts';
import { Site } from '../dcim/site.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { highestVid } from './choices.ts';
import { Role } from './role.ts';
import { VLANGroup } from './vlan-group.ts';

const VLANSchema = defineEntity({
  name: 'VLAN',
  tableName: 'ipam_vlan',
  uniques: [{ properties: ['group', 'vid'] }, { properties: ['group', 'name'] }],
  properties: {
    ...modelProperties,
    /** 1 to 4094. */
    vid: p.integer().index(),
    name: p.string().length(64).index(),
    site: () => p.manyToOne(Site).nullable().deleteRule('restrict').index(),
    group: () => p.manyToOne(VLANGroup).nullable().deleteRule('restrict'),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    role: () => p.manyToOne(Role).nullable().index(),
    description: p.string().length(200).default(''),
    tags: () => p.manyToMany(Tag).pivotTable('ipam_vlan_tags'),
  },
});

/** A virtual LAN. */
export class VLAN extends VLANSchema.class {}
VLANSchema.setClass(VLAN);

export const vlanModel = defineModel(VLAN, {
  app: 'ipam',
  label: 'VLAN',
  labelPlural: 'VLANs',
  display: '{name} ({vid})',
  search: ['name', 'description'],
  ordering: ['vid', 'name'],
  async validate(vlan) {
    assertRange('vid', vlan.vid, { min: 1, max: highestVid });
    assertStatus(vlan.status, 'ipam.vlan');
    const groupSite = vlan.group && (await load(vlan.group)).site;
    if (groupSite && groupSite !== vlan.site) {
      throw new ValidationError({ group_id: 'The group belongs to another site than the VLAN.' });
    }
  },
});
