import { BlockList, isIPv6 } from 'node:net';

type Family = 'ipv4' | 'ipv6';
type Range = readonly [network: string, prefixLength: number];

/** What is not public: https://www.iana.org/assignments/iana-ipv4-special-registry/, and the same for IPv6. */
const specialRanges: Readonly<Record<string, { readonly ipv4: readonly Range[]; readonly ipv6: readonly Range[] }>> = {
  loopback: { ipv4: [['127.0.0.0', 8]], ipv6: [['::1', 128]] },
  // Cloud platforms answer questions about their machines there: 169.254.169.254.
  'link-local': { ipv4: [['169.254.0.0', 16]], ipv6: [['fe80::', 10]] },
  private: {
    ipv4: [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
    ],
    ipv6: [
      ['fc00::', 7],
      ['fec0::', 10],
    ],
  },
  'carrier-grade NAT': { ipv4: [['100.64.0.0', 10]], ipv6: [] },
  multicast: { ipv4: [['224.0.0.0', 4]], ipv6: [['ff00::', 8]] },
  reserved: {
    ipv4: [
      ['0.0.0.0', 8],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['240.0.0.0', 4],
    ],
    ipv6: [
      ['2001::', 23],
      ['2001:db8::', 32],
      ['2002::', 16],
      ['3fff::', 20],
    ],
  },
};

const special = Object.entries(specialRanges).map(([name, { ipv4, ipv6 }]) => {
  const list = new BlockList();
  for (const [network, length] of ipv4) list.addSubnet(network, length, 'ipv4');
  for (const [network, length] of ipv6) list.addSubnet(network, length, 'ipv6');
  return { name, list };
});

/** All of IPv6 that is public at all. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;
const nat64 = /^64:ff9b::(?:([\da-f]{1,4}):)?([\da-f]{1,4})$/;

/** An address in its one form. */
export interface Address {
  readonly family: Family;
  readonly text: string;
  /** The IPv4 address that a translator behind it leads to. */
  readonly translatedTo?: Address;
}

/** Reads an address that has been found to be one; IPv4 within IPv6 is what it stands for. */
export function readAddress(text: string): Address {
  const [bare = ''] = text.split('%', 1);
  if (!isIPv6(bare)) return { family: 'ipv4', text: bare };
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const inside = mapped.exec(canonical);
  if (inside) return toIPv4(inside);
  const behind = nat64.exec(canonical);
  return { family: 'ipv6', text: canonical, ...(behind ? { translatedTo: toIPv4(behind) } : {}) };
}

/** Why an address is not public, in a word; undefined when it is. */
export function classOf({ family, text, translatedTo }: Address): string | undefined {
  if (translatedTo) return 'translated';
  const found = special.find(({ list }) => list.check(text, family));
  if (found) return found.name;
  return family === 'ipv6' && !globalUnicast.check(text, 'ipv6') ? 'reserved' : undefined;
}

function toIPv4([, high = '0', low = '0']: RegExpExecArray): Address {
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return { family: 'ipv4', text: [first >> 8, first & 255, second >> 8, second & 255].join('.') };
}
