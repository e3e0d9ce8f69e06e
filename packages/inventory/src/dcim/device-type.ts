import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { hasChanged, isNew } from '../common/changes.ts';
import { assertRange, assertSlug } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { Tag } from '../extras/tag.ts';
import {
  ConsolePortTemplate,
  ConsoleServerPortTemplate,
  FrontPortTemplate,
  InterfaceTemplate,
  PowerOutletTemplate,
  PowerPortTemplate,
  RearPortTemplate,
} from './component-templates.ts';
import { Device } from './device.ts';
import { Manufacturer } from './manufacturer.ts';
import { fitsRack } from './rack-rules.ts';

const DeviceTypeSchema = defineEntity({
  name: 'DeviceType',
  tableName: 'dcim_device_type',
  uniques: [{ properties: ['manufacturer', 'model'] }, { properties: ['manufacturer', 'slug'] }],
  properties: {
    ...modelProperties,
    manufacturer: () => p.manyToOne(Manufacturer).deleteRule('restrict'),
    model: p.string().length(100),
    slug: p.string().length(100),
    partNumber: p.string().length(50).default(''),
    /** Height in rack units, 0 to 100; 0 for what needs no unit of its own. */
    uHeight: p.integer().default(1),
    /** Takes front and rear of the rack. */
    isFullDepth: p.boolean().default(true),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_device_type_tags'),
    interfaceTemplates: () => p.oneToMany(InterfaceTemplate).mappedBy('deviceType'),
    consolePortTemplates: () => p.oneToMany(ConsolePortTemplate).mappedBy('deviceType'),
    consoleServerPortTemplates: () => p.oneToMany(ConsoleServerPortTemplate).mappedBy('deviceType'),
    powerPortTemplates: () => p.oneToMany(PowerPortTemplate).mappedBy('deviceType'),
    powerOutletTemplates: () => p.oneToMany(PowerOutletTemplate).mappedBy('deviceType'),
    frontPortTemplates: () => p.oneToMany(FrontPortTemplate).mappedBy('deviceType'),
    rearPortTemplates: () => p.oneToMany(RearPortTemplate).mappedBy('deviceType'),
  },
});

/** A make and model of devices, with templates of their components. */
export class DeviceType extends DeviceTypeSchema.class {}
DeviceTypeSchema.setClass(DeviceType);

export const deviceTypeModel = defineModel(DeviceType, {
  app: 'dcim',
  display: '{manufacturer.name} {model}',
  search: ['manufacturer.name', 'model', 'slug', 'partNumber'],
  async validate(deviceType, { em }) {
    assertSlug(deviceType.slug);
    assertRange('u_height', deviceType.uHeight, { min: 0, max: 100 });
    if (isNew(deviceType) || !hasChanged(deviceType, ['uHeight', 'isFullDepth'])) return;
    for (const device of await em.find(Device, { deviceType, position: { $ne: null } }, { flushMode: 'commit' })) {
      if (await fitsRack(device, em)) continue;
      const name = device.name ?? device.id;
      throw new ValidationError({
        u_height: `Device ${name} does not fit its rack any more at ${deviceType.uHeight} units.`,
      });
    }
  },
});
