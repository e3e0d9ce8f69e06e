import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { SignInThrottledError } from '../../errors.ts';

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
  /** @throws {@link SignInThrottledError} when too many have failed lately */
  assertAllowed(attempt: SignInAttempt): Promise<void>;
  recordFailure(attempt: SignInAttempt): Promise<void>;
  /** Forgets the failures of this name from this address. */
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
  const keysOf = ({ username, clientAddress }: SignInAttempt): readonly (readonly [keyof typeof limits, string])[] => {
    const client = ['client', clientAddress] as const;
    if (username === undefined) return [client];
    const name = username.toLowerCase().slice(0, 150);
    return [['userAndClient', `${name} ${clientAddress}`], ['user', name], client];
  };
  return {
    assertAllowed: async (attempt) => {
      for (const [name, key] of keysOf(attempt)) {
        const state = await limiters[name].get(key);
        if (state && state.consumedPoints >= limits[name].points) {
          throw new SignInThrottledError(Math.ceil(state.msBeforeNext / 1000));
        }
      }
    },
    recordFailure: async (attempt) => {
      for (const [name, key] of keysOf(attempt)) {
        await limiters[name].consume(key).catch((error: unknown) => {
          if (!(error instanceof RateLimiterRes)) throw error; // the limit is reached: the next attempt is refused
        });
      }
    },
    recordSuccess: async (attempt) => {
      const own = keysOf(attempt).find(([name]) => name === 'userAndClient');
      if (own) await limiters.userAndClient.delete(own[1]);
    },
  };
}
