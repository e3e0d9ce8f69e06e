import { Device } from '@jobwright/inventory';
import { baseProperties, defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';

const MaintenanceWindowSchema = defineEntity({
  name: 'MaintenanceWindow',
  tableName: 'maintenance_window',
  properties: {
    ...baseProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade').index(),
    start: p.datetime(),
    end: p.datetime(),
    /** What is going to be done. */
    reason: p.string().length(200),
  },
});

/** A time in which somebody works on a device. */
export class MaintenanceWindow extends MaintenanceWindowSchema.class {}
MaintenanceWindowSchema.setClass(MaintenanceWindow);

/** Gives the entity a REST path, permissions, a place in `ObjectVar` and change lists, and rules. */
export const maintenanceWindowModel = defineModel(MaintenanceWindow, {
  app: 'maintenance',
  name: 'window',
  endpoint: 'windows',
  label: 'maintenance window',
  display: '{device.name}: {reason}',
  ordering: ['start', 'device.name'],
  validate(window) {
    if (window.end <= window.start) throw new ValidationError({ end: 'A window ends after it begins.' });
  },
});
