/**
 * Advisory locks of PostgreSQL that the platform takes. The first number is ours for all of them, so that another
 * program on the same database does not meet them by chance; the second says what is locked.
 */
const family = 0x4a57; // "JW"

/** Locks with a fixed meaning. */
export const advisoryLockKeys = {
  /** Held while the schema is migrated. */
  migrate: [family, 1],
  /** Held for the moment in which one process cleans up after dead workers. */
  recovery: [family, 2],
  /** Held while the first administrator is looked for and made. */
  firstAdministrator: [family, 3],
  /** Held while what discovery found is written. */
  discovery: [family, 4],
} as const satisfies Record<string, readonly [number, number]>;

/** First number of the lock that is held while a sync of a git repository is asked for; the second one is made of its id. */
export const syncLockFamily = family + 2;

/** First number of the lock that is held while somebody signs in with an identity provider; the second one is made of who. */
export const identityLockFamily = family + 4;

/** First number of the lock that a worker process holds as long as it lives; the second one is its number. */
export const workerLockFamily = family + 1;
