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

/**
 * What counts as one client: an IPv4 address, or the first half of an IPv6 address, since whoever has one of those usually
 * has all that begin so (https://www.rfc-editor.org/rfc/rfc6177).
 */
export function networkOfClient(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) !== 6) return plain;
  const [head = '', tail] = plain.split('::');
  const parts = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const first = parts(head);
  // The rest of an address may be written as IPv4, which stands for two parts.
  const last = parts(tail ?? '').flatMap((part) => (part.includes('.') ? ['0', '0'] : [part]));
  const gap = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  const groups = [...first, ...gap, ...last].slice(0, 4).map((part) => Number.parseInt(part, 16).toString(16));
  return `${groups.join(':')}::/64`;
}
