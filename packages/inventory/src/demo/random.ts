/** Numbers that look random and are the same each time. */
export interface Random {
  /** True in that share of the cases, 0 to 1. */
  chance(share: number): boolean;
  /** Whole number from 0 to below the bound. */
  below(bound: number): number;
}

/** A generator (mulberry32) that starts at this seed. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { chance: (share) => next() < share, below: (bound) => Math.floor(next() * bound) };
}
