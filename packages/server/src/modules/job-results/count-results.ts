import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { InputInvalidError } from '../../errors.ts';
import { JobResult } from './job-result.entity.ts';

/** How many runs there are, at least. */
export interface ResultCount {
  readonly count: number;
  /** True: there are more. */
  readonly isExceeded: boolean;
}

/**
 * Counts runs. A history may hold millions of them, which takes the database a while: with a limit it stops there.
 * @param limit - undefined: counts them all
 */
export async function countResults(
  em: EntityManager,
  where: FilterQuery<JobResult>,
  limit: number | undefined,
): Promise<ResultCount> {
  if (limit === undefined) return { count: await em.count(JobResult, where), isExceeded: false };
  const { sql, params } = em
    .createQueryBuilder(JobResult, 'r')
    .select('id')
    .where(where as never)
    .limit(limit + 1)
    .toQuery();
  const [row] = await em.execute<{ readonly count: number }[]>(
    `select count(*)::int as count from (${sql}) as counted`,
    [...params],
  );
  const count = row?.count ?? 0;
  return { count: Math.min(count, limit), isExceeded: count > limit };
}

/** @throws {@link InputInvalidError} */
export function parseCountLimit(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000_000) {
    throw new InputInvalidError({ count_limit: ['Must be a number from 1 to 1000000.'] });
  }
  return limit;
}
