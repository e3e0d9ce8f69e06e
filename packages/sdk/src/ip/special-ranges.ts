import { type IPVersion, networkMask, parseAddress } from './address-space.ts';

interface Range {
  readonly version: IPVersion;
  readonly network: bigint;
  readonly mask: bigint;
}

/** RFC 1918 and RFC 4193. */
export const privateUse: readonly Range[] = ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7');

/** RFC 1122, section 3.2.1.3, and RFC 4291, section 2.5.3. */
export const loopback: readonly Range[] = ranges('127.0.0.0/8', '::1/128');

/** RFC 3927 and RFC 4291, section 2.5.6. */
export const linkLocal: readonly Range[] = ranges('169.254.0.0/16', 'fe80::/10');

/** RFC 5771 and RFC 4291, section 2.7. */
export const multicast: readonly Range[] = ranges('224.0.0.0/4', 'ff00::/8');

/** Whether the address lies in one of the ranges. */
export function isWithin(
  address: { readonly version: IPVersion; readonly value: bigint },
  candidates: readonly Range[],
): boolean {
  return candidates.some(
    (range) => range.version === address.version && (address.value & range.mask) === range.network,
  );
}

function ranges(...texts: readonly string[]): readonly Range[] {
  return texts.map((text) => {
    const [address = '', length = ''] = text.split('/');
    const { version, value } = parseAddress(address);
    return { version, network: value, mask: networkMask(version, Number(length)) };
  });
}
