import { ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged, load } from '../common/changes.ts';
import { assertPrimaryIps } from '../common/primary-ip-rules.ts';
import { assertStatus } from '../common/status-rules.ts';
import type { Device } from './device.ts';
import { assertFitsRack } from './rack-rules.ts';

/**
 * Rules of a device that the database cannot express. Queries nothing for a device that has neither rack, primary
 * address, platform nor cluster, or whose own are as they were.
 * @throws {@link ValidationError}
 */
export async function validateDevice(device: Device, em: EntityManager): Promise<void> {
  assertStatus(device.status, 'dcim.device');
  if (device.name === '') throw new ValidationError({ name: 'A device has a name or null, not an empty name.' });
  if (Array.isArray(device.localContextData)) {
    throw new ValidationError({ local_context_data: 'A JSON object is needed.' });
  }
  const isPlaced = device.rack || device.position || device.face;
  if (isPlaced && hasChanged(device, ['rack', 'site', 'position', 'face', 'deviceType'])) {
    await assertFitsRack(device, em);
  }
  if (device.platform && hasChanged(device, ['platform', 'deviceType'])) {
    const { manufacturer } = await load(device.platform);
    if (manufacturer && manufacturer !== (await load(device.deviceType)).manufacturer) {
      throw new ValidationError({ platform_id: 'The platform is for devices of another manufacturer.' });
    }
  }
  if (device.cluster && hasChanged(device, ['cluster', 'site'])) {
    const { site } = await load(device.cluster);
    if (site && site !== device.site) {
      throw new ValidationError({ cluster_id: 'The cluster is at another site than the device.' });
    }
  }
  await assertPrimaryIps(device, async (address) => {
    return address.interface ? (await load(address.interface)).device : undefined;
  });
}
