import { Device, Interface, IPAddress as Address, Prefix } from '@jobwright/inventory';
import { Job, type JobMeta } from '@jobwright/sdk';

export const name = 'Address checks';

/** Check and report whether all IP addresses have a parent prefix. */
export class AddressesWithoutPrefix extends Job {
  static override meta: JobMeta = {
    name: 'Addresses without a parent prefix',
    description: 'Checks that each IP address lies in a prefix of its VRF',
    readOnly: true,
  };

  async testParentPrefix(): Promise<void> {
    const addresses = await this.em.find(Address, {}, { populate: ['vrf'], orderBy: { address: 'asc' } });
    for (const [number, address] of addresses.entries()) {
      const parents = await this.em.count(Prefix, { vrf: address.vrf ?? null, prefix: { $contains: address.address } });
      if (parents === 0) {
        this.logFailure(address, `No prefix of ${address.vrf?.name ?? 'the global table'} contains ${address.address}`);
      } else {
        this.logSuccess(address);
      }
      if (number % 50 === 0) this.progress(number, addresses.length, 'Checking addresses');
    }
  }
}

/** Check and report whether every router has a loopback interface with an assigned IP address. */
export class RouterLoopbacks extends Job {
  static override meta: JobMeta = {
    name: 'Router loopbacks',
    description: 'Checks that each router has a loopback interface with an IP address',
    readOnly: true,
  };

  async testLoopback(): Promise<void> {
    const routers = await this.em.find(
      Device,
      { deviceRole: { slug: { $like: '%router%' } } },
      { orderBy: { name: 'asc' } },
    );
    const loopbacks = await this.em.find(
      Interface,
      { device: { $in: routers }, name: { $ilike: 'lo%' } },
      { populate: ['ipAddresses'] },
    );
    const loopbacksByRouter = Map.groupBy(loopbacks, (loopback) => loopback.device.id);

    for (const router of routers) {
      const own = loopbacksByRouter.get(router.id) ?? [];
      const addressed = own.filter((loopback) => loopback.ipAddresses.length > 0);
      if (own.length === 0) {
        this.logFailure(router, 'No loopback interface');
      } else if (addressed.length === 0) {
        this.logFailure(router, `${own.map((loopback) => loopback.name).join(', ')} has no IP address`);
      } else {
        this.logSuccess(router, `${addressed.length} loopback interfaces with addresses`);
      }
    }
  }
}
