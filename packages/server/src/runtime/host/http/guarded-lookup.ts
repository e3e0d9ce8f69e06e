import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { EgressPolicy } from './egress-policy.ts';

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const resolveHost: Resolve = async (hostname) => await lookup(hostname, { all: true, order: 'verbatim' });

/**
 * The look-up that a connection uses: it asks once, and hands on only addresses that the policy allows. What is connected
 * to is what was checked, whatever the name means a moment later.
 */
export function guardedLookup(policy: EgressPolicy, url: URL, resolve: Resolve): LookupFunction {
  const answer = async (
    hostname: string,
    options: LookupOptions,
    callback: Parameters<LookupFunction>[2],
  ): Promise<void> => {
    let addresses: readonly LookupAddress[];
    try {
      addresses = await findAllowed(policy, url, () => resolve(hostname));
    } catch (error) {
      callback(error as NodeJS.ErrnoException, '');
      return;
    }
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
  return (hostname, options, callback) => void answer(hostname, options, callback);
}

async function findAllowed(
  policy: EgressPolicy,
  url: URL,
  resolve: () => Promise<readonly LookupAddress[]>,
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve();
  const refusals: unknown[] = [];
  const allowed = addresses.filter(({ address }) => {
    try {
      policy.checkAddress(url, address);
      return true;
    } catch (error) {
      refusals.push(error);
      return false;
    }
  });
  if (allowed.length === 0 && refusals.length > 0) throw refusals[0];
  if (allowed.length === 0) throw Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' });
  return allowed;
}
