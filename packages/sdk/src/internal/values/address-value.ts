import { type TSchema, Type } from '@sinclair/typebox';
import { IPAddress } from '../../ip/ip-address.ts';
import { IPNetwork } from '../../ip/ip-network.ts';
import type { VariableRules } from '../descriptor.ts';
import { type Checked, refuse } from './checked.ts';

type AddressKind = 'ip-address' | 'ip-address-with-mask' | 'ip-network';

/** `IPAddressVar`: canonical text, no mask. */
export function checkAddress(raw: unknown): Checked {
  const text = typeof raw === 'string' ? raw.trim() : '';
  const address = IPAddress.tryParse(text);
  if (address) return { value: address.toString() };
  const bare = text.includes('/') ? IPNetwork.tryParse(text)?.ip : undefined;
  return refuse(
    bare
      ? `Must be an address without a mask: did you mean ${bare.toString()}?`
      : 'Must be an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.',
  );
}

/** `IPAddressWithMaskVar`: canonical text, mask as length. */
export function checkAddressWithMask(raw: unknown): Checked {
  const network = readMasked(raw);
  return typeof network === 'string' ? refuse(network) : { value: network.toString() };
}

/** `IPNetworkVar`: canonical text without host bits. */
export function checkNetwork(raw: unknown, rules: VariableRules): Checked {
  const network = readMasked(raw);
  if (typeof network === 'string') return refuse(network);
  const { minPrefixLength, maxPrefixLength } = rules;
  const problems: string[] = [];
  if (!network.isCidr) {
    problems.push(`${network.toString()} has host bits set: did you mean ${network.cidr.toString()}?`);
  }
  if (minPrefixLength !== undefined && network.prefixLength < minPrefixLength) {
    problems.push(
      `The prefix length must be at least ${minPrefixLength} (minPrefixLength); it is ${network.prefixLength}.`,
    );
  }
  if (maxPrefixLength !== undefined && network.prefixLength > maxPrefixLength) {
    problems.push(
      `The prefix length must be at most ${maxPrefixLength} (maxPrefixLength); it is ${network.prefixLength}.`,
    );
  }
  return problems.length > 0 ? { problems } : { value: network.toString() };
}

const examples = { 'ip-address': '192.0.2.1', 'ip-address-with-mask': '192.0.2.1/24', 'ip-network': '192.0.2.0/24' };
const descriptions = {
  'ip-address': 'An IPv4 or IPv6 address',
  'ip-address-with-mask': 'An IPv4 or IPv6 address with a mask',
  'ip-network': 'An IPv4 or IPv6 network',
};

export function addressSchema(kind: AddressKind): TSchema {
  return Type.String({ maxLength: 64, description: descriptions[kind], examples: [examples[kind]] });
}

/** The network, or what is wrong with it. */
function readMasked(raw: unknown): IPNetwork | string {
  const text = typeof raw === 'string' ? raw.trim() : '';
  const network = IPNetwork.tryParse(text);
  if (!network) return 'Must be an IPv4 or IPv6 address with a mask, such as 192.0.2.0/24 or 2001:db8::/32.';
  return text.includes('/') ? network : `A mask is required: ${text}/${network.ip.bits} for this address alone.`;
}
