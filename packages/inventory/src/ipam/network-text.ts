import { IPNetwork, ValidationError } from '@jobwright/sdk';

/**
 * Reads an address with mask, or a network.
 * @throws {@link ValidationError} naming the field
 */
export function parseNetwork(field: string, text: string): IPNetwork {
  const network = IPNetwork.tryParse(text);
  if (!network) {
    throw new ValidationError({ [field]: `"${text}" is no IPv4 or IPv6 address with a mask, such as 192.0.2.5/24.` });
  }
  return network;
}

/** As PostgreSQL writes an inet value: without a mask of the full length. */
export function toInet(network: IPNetwork): string {
  return network.prefixLength === network.ip.bits ? network.ip.toString() : network.toString();
}
