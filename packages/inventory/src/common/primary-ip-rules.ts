import { IPNetwork, ValidationError } from '@jobwright/sdk';
import type { IPAddress } from '../ipam/ip-address.ts';
import { hasChanged, load } from './changes.ts';

/** A device or virtual machine. */
interface AddressOwner {
  readonly id: string;
  primaryIp4?: IPAddress | null;
  primaryIp6?: IPAddress | null;
}

/**
 * Primary addresses are of the right version and belong to an interface of their owner, directly or as the outside of
 * a translated address that does.
 * @throws {@link ValidationError}
 */
export async function assertPrimaryIps(
  owner: AddressOwner,
  ownerOf: (address: IPAddress) => Promise<object | undefined>,
): Promise<void> {
  for (const version of [4, 6] as const) {
    const property = `primaryIp${version}` as const;
    const address = owner[property];
    if (!address || !hasChanged(owner, [property])) continue;
    await load(address);
    const field = `primary_ip${version}_id`;
    if (IPNetwork.parse(address.address).version !== version) {
      throw new ValidationError({ [field]: `${address.address} is not an IPv${version} address.` });
    }
    const inside = address.natInside ? await load(address.natInside) : undefined;
    const isOwn = (await ownerOf(address)) === owner || (inside !== undefined && (await ownerOf(inside)) === owner);
    if (!isOwn) {
      throw new ValidationError({ [field]: `${address.address} is not assigned to an interface of this object.` });
    }
  }
}
