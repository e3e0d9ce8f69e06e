import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Address } from './address-class.ts';

/** Networks, of which each is about addresses of its own family alone: `::/0` says nothing of IPv4. */
export class NetworkList {
  readonly #lists = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** @throws TypeError when one is no network: `10.0.0.0/8`, `fd00::/8`, or a single address */
  constructor(networks: readonly string[]) {
    for (const text of networks) {
      const [address = '', length] = text.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      const bits = family === 'ipv6' ? 128 : 32;
      const prefixLength = Number(length ?? bits);
      if (isIP(address) === 0 || prefixLength > bits) throw new TypeError(`"${text}" is no network.`);
      this.#lists[family].addSubnet(address, prefixLength, family);
    }
  }

  has({ family, text }: Address): boolean {
    return this.#lists[family].check(text, family);
  }
}
