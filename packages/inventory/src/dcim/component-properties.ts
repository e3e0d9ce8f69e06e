import { p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';

/** What all components of devices have, besides the device. */
export const componentProperties = {
  ...modelProperties,
  name: p.string().length(64),
  /** What is printed on the device, where that differs from the name. */
  label: p.string().length(64).default(''),
  description: p.string().length(200).default(''),
};

/** What all component templates of device types have, besides the device type. */
export const templateProperties = {
  ...componentProperties,
};

/**
 * Whether the whole path to the connected endpoint is connected (true) or some cable of it is only planned (false);
 * null without an endpoint. Kept by the database from the cables: what jobs or REST write into it is ignored.
 */
export const connectionStatusProperty = p.boolean().nullable();
