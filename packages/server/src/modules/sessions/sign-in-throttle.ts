import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { SignInThrottledError } from '../../errors.ts';
import { networkOfClient } from '../users/client-networks.ts';

/** Attempts that may fail before more are refused, and for how long. */
const limits = {
  /** Of one user name from one address. */
  userAndClient: { points: 10, duration: 900, blockDuration: 900 },
  /** Of one user name from anywhere: generous, so that strangers cannot lock a user out. */
  user: { points: 200, duration: 3600, blockDuration: 900 },
  /** Of one address, whatever the names. */
  client: { points: 50, duration: 900, blockDuration: 900 },
} as const;

export interface SignInAttempt {
  /** As it was given: an unknown name counts as much as a known one. Undefined: a token was given. */
  readonly username: string | undefined;
  readonly clientAddress: string;
}

/** Counts sign-ins that failed, in the database: for all servers together. */
export interface SignInThrottle {
  /**
   * Counts an attempt as one that failed, before it is known: attempts at the same time are counted too.
   * @throws {@link SignInThrottledError} when too many have failed lately
   */
  admit(attempt: SignInAttempt): Promise<void>;
  /** Takes an attempt back, and forgets the failures of this name from this address. */
  recordSuccess(attempt: SignInAttempt): Promise<void>;
}

/** The recipe against brute force of rate-limiter-flexible: https://github.com/animir/node-rate-limiter-flexible/wiki */
export function createSignInThrottle(pool: Pool): SignInThrottle {
  const limiterOf = (name: keyof typeof limits): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'users_sign_in_attempts',
      tableCreated: true,
      keyPrefix: name,
      clearExpiredByTimeout: false,
      ...limits[name],
    });
  const limiters = {
    userAndClient: limiterOf('userAndClient'),
    user: limiterOf('user'),
    client: limiterOf('client'),
  };
  // In this order: what is refused for its address must not count for the name, or strangers could lock it.
  const keysOf = ({ username, clientAddress }: SignInAttempt): readonly (readonly [keyof typeof limits, string])[] => {
    const address = networkOfClient(clientAddress);
    const client = ['client', address] as const;
    if (username === undefined) return [client];
    const name = username.toLowerCase().slice(0, 150);
    return [['userAndClient', `${name} ${address}`], client, ['user', name]];
  };
  return {
    admit: async (attempt) => {
      for (const [name, key] of keysOf(attempt)) {
        await limiters[name].consume(key).catch((state: unknown) => {
          if (!(state instanceof RateLimiterRes)) throw state;
          throw new SignInThrottledError(Math.ceil(state.msBeforeNext / 1000));
        });
      }
    },
    recordSuccess: async (attempt) => {
      for (const [name, key] of keysOf(attempt)) {
        if (name === 'userAndClient') await limiters[name].delete(key);
        else await limiters[name].reward(key);
      }
    },
  };
}
