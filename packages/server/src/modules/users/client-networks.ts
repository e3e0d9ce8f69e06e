import { BlockList, isIP } from 'node:net';

/** Whether an address lies in one of some networks, IPv4 addresses in the form of IPv6 ones included. No network: anywhere. */
export function isWithinNetworks(networks: readonly string[], address: string): boolean {
  if (networks.length === 0) return true;
  const version = isIP(address);
  if (version === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [start = '', mask] = network.split('/');
    const family = isIP(start) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(start, mask === undefined ? (family === 'ipv6' ? 128 : 32) : Number(mask), family);
  }
  return list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
