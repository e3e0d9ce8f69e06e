import type { FastifyInstance } from 'fastify';
import { AddressUnavailableError } from '../errors.ts';

/** Why the system refuses an address, and what to do about it. */
const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there. Stop it, or give another port with PORT',
  EADDRNOTAVAIL: 'this machine has no such address. Give one of its own with HOST, or 0.0.0.0 for all of them',
  ENOTFOUND: 'no address has this name. Give an address of this machine with HOST, or 0.0.0.0 for all of them',
  EACCES: 'this user may not. Give a port above 1023 with PORT',
};

/**
 * Begins to answer requests.
 * @throws {@link AddressUnavailableError} when the system refuses the address
 */
export async function listen(
  app: FastifyInstance,
  address: { readonly host: string; readonly port: number },
): Promise<void> {
  try {
    await app.listen(address);
  } catch (error) {
    const reason = refusals[String((error as { readonly code?: unknown } | null)?.code)];
    throw reason === undefined ? error : new AddressUnavailableError(address, reason, { cause: error });
  }
}
