import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertRange } from '../common/field-rules.ts';
import { templateProperties } from './component-properties.ts';
import { DeviceType } from './device-type.ts';
import { maxRearPortPositions, powerFeedLegs } from './choices.ts';

/** Options that the models of all templates share. */
const templateOptions = {
  app: 'dcim',
  display: '{deviceType.model} {name}',
  search: ['name', 'deviceType.model'],
  ordering: ['deviceType.model', 'name'],
} as const;

const InterfaceTemplateSchema = defineEntity({
  name: 'InterfaceTemplate',
  tableName: 'dcim_interface_template',
  uniques: [{ properties: ['deviceType', 'name'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    /** As of an interface: `1000base-t`. */
    type: p.string().length(50),
    mgmtOnly: p.boolean().default(false),
  },
});

/** An interface that devices of a type have. */
export class InterfaceTemplate extends InterfaceTemplateSchema.class {}
InterfaceTemplateSchema.setClass(InterfaceTemplate);
export const interfaceTemplateModel = defineModel(InterfaceTemplate, templateOptions);

const ConsolePortTemplateSchema = defineEntity({
  name: 'ConsolePortTemplate',
  tableName: 'dcim_console_port_template',
  uniques: [{ properties: ['deviceType', 'name'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    type: p.string().length(50).default(''),
  },
});

/** A console port that devices of a type have. */
export class ConsolePortTemplate extends ConsolePortTemplateSchema.class {}
ConsolePortTemplateSchema.setClass(ConsolePortTemplate);
export const consolePortTemplateModel = defineModel(ConsolePortTemplate, templateOptions);

const ConsoleServerPortTemplateSchema = defineEntity({
  name: 'ConsoleServerPortTemplate',
  tableName: 'dcim_console_server_port_template',
  uniques: [{ properties: ['deviceType', 'name'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    type: p.string().length(50).default(''),
  },
});

/** A console server port that devices of a type have. */
export class ConsoleServerPortTemplate extends ConsoleServerPortTemplateSchema.class {}
ConsoleServerPortTemplateSchema.setClass(ConsoleServerPortTemplate);
export const consoleServerPortTemplateModel = defineModel(ConsoleServerPortTemplate, templateOptions);

const PowerPortTemplateSchema = defineEntity({
  name: 'PowerPortTemplate',
  tableName: 'dcim_power_port_template',
  uniques: [{ properties: ['deviceType', 'name'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    type: p.string().length(50).default(''),
    /** Watts. */
    maximumDraw: p.integer().nullable(),
    /** Watts. */
    allocatedDraw: p.integer().nullable(),
  },
});

/** A power port that devices of a type have. */
export class PowerPortTemplate extends PowerPortTemplateSchema.class {}
PowerPortTemplateSchema.setClass(PowerPortTemplate);
export const powerPortTemplateModel = defineModel(PowerPortTemplate, templateOptions);

const PowerOutletTemplateSchema = defineEntity({
  name: 'PowerOutletTemplate',
  tableName: 'dcim_power_outlet_template',
  uniques: [{ properties: ['deviceType', 'name'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    type: p.string().length(50).default(''),
    powerPort: () => p.manyToOne(PowerPortTemplate).nullable().index(),
    feedLeg: p.enum(powerFeedLegs).nullable(),
  },
});

/** A power outlet that devices of a type have. */
export class PowerOutletTemplate extends PowerOutletTemplateSchema.class {}
PowerOutletTemplateSchema.setClass(PowerOutletTemplate);
export const powerOutletTemplateModel = defineModel(PowerOutletTemplate, {
  ...templateOptions,
  validate(outlet) {
    if (outlet.powerPort && outlet.powerPort.deviceType !== outlet.deviceType) {
      throw new ValidationError({ power_port_id: 'The power port must be of the same device type.' });
    }
  },
});

const RearPortTemplateSchema = defineEntity({
  name: 'RearPortTemplate',
  tableName: 'dcim_rear_port_template',
  uniques: [{ properties: ['deviceType', 'name'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    type: p.string().length(50),
    /** How many front ports it may serve, 1 to 1024. */
    positions: p.integer().default(1),
  },
});

/** A rear port that devices of a type have. */
export class RearPortTemplate extends RearPortTemplateSchema.class {}
RearPortTemplateSchema.setClass(RearPortTemplate);
export const rearPortTemplateModel = defineModel(RearPortTemplate, {
  ...templateOptions,
  validate(port) {
    assertRange('positions', port.positions, { min: 1, max: maxRearPortPositions });
  },
});

const FrontPortTemplateSchema = defineEntity({
  name: 'FrontPortTemplate',
  tableName: 'dcim_front_port_template',
  uniques: [{ properties: ['deviceType', 'name'] }, { properties: ['rearPort', 'rearPortPosition'] }],
  properties: {
    ...templateProperties,
    deviceType: () => p.manyToOne(DeviceType).deleteRule('cascade'),
    type: p.string().length(50),
    rearPort: () => p.manyToOne(RearPortTemplate).deleteRule('cascade'),
    rearPortPosition: p.integer().default(1),
  },
});

/** A front port that devices of a type have. */
export class FrontPortTemplate extends FrontPortTemplateSchema.class {}
FrontPortTemplateSchema.setClass(FrontPortTemplate);
export const frontPortTemplateModel = defineModel(FrontPortTemplate, {
  ...templateOptions,
  validate(port) {
    if (port.rearPort.deviceType !== port.deviceType) {
      throw new ValidationError({ rear_port_id: 'The rear port must be of the same device type.' });
    }
    assertRange('rear_port_position', port.rearPortPosition, { min: 1, max: port.rearPort.positions });
  },
});
