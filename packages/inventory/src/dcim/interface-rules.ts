import { ValidationError } from '@jobwright/sdk';
import { hasChanged, load } from '../common/changes.ts';
import { assertSwitching } from '../common/interface-rules.ts';
import { virtualInterfaceTypes } from './choices.ts';
import type { Interface } from './interface.ts';

/**
 * Group and parent are of the same device; VLANs fit mode and site.
 * @throws {@link ValidationError}
 */
export async function validateInterface(networkInterface: Interface): Promise<void> {
  const { device, lag, parent, type } = networkInterface;
  if (lag && hasChanged(networkInterface, ['lag', 'device', 'type'])) {
    await load(lag);
    if (lag === networkInterface) throw new ValidationError({ lag_id: 'An interface cannot be its own group.' });
    if (lag.device !== device) throw new ValidationError({ lag_id: 'The group must be of the same device.' });
    if (lag.type !== 'lag') throw new ValidationError({ lag_id: `${lag.name} is no link aggregation group.` });
    if (virtualInterfaceTypes.includes(type)) {
      throw new ValidationError({ lag_id: `An interface of type ${type} cannot be member of a group.` });
    }
  }
  if (parent && hasChanged(networkInterface, ['parent', 'device'])) {
    await load(parent);
    if (parent === networkInterface) throw new ValidationError({ parent_id: 'An interface cannot be its own parent.' });
    if (parent.device !== device) throw new ValidationError({ parent_id: 'The parent must be of the same device.' });
    if (type !== 'virtual') throw new ValidationError({ parent_id: 'Only a virtual interface has a parent.' });
  }
  await assertSwitching(networkInterface, async () => (await load(device)).site);
}
