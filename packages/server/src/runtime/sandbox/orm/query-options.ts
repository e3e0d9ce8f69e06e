import { type FindOptions, LockMode, type PopulateOptions, QueryFlag } from '@mikro-orm/core';
import type { JsonObject, LockName, PopulateHint, QueryOptions } from '../../data-protocol.ts';
import { encodeObject, encodeObjects } from './encode.ts';
import { OrmFeatureRefusedError } from './errors.ts';

/** Options of a query as MikroORM's entity manager hands them to a driver, internal ones included. */
export type DriverFindOptions = FindOptions<object, string, string, string> & {
  readonly _populateWhere?: unknown;
  readonly _partitionLimit?: { readonly limit: number; readonly offset?: number };
  readonly populateFilter?: unknown;
};

/** Options of queries that would reach SQL as text. */
const refusedOptions = [
  'comments',
  'hintComments',
  'indexHint',
  'using',
  'collation',
  'groupBy',
  'having',
  'unionWhere',
] as const;

const lockNames: Readonly<Partial<Record<LockMode, LockName>>> = {
  [LockMode.PESSIMISTIC_READ]: 'read',
  [LockMode.PESSIMISTIC_READ_OR_FAIL]: 'read-or-fail',
  [LockMode.PESSIMISTIC_PARTIAL_READ]: 'read-partial',
  [LockMode.PESSIMISTIC_WRITE]: 'write',
  [LockMode.PESSIMISTIC_WRITE_OR_FAIL]: 'write-or-fail',
  [LockMode.PESSIMISTIC_PARTIAL_WRITE]: 'write-partial',
};

/** The host's name of a lock; undefined for none and for the optimistic one, which is checked inside. */
export function lockNameOf(lockMode: LockMode | undefined): LockName | undefined {
  return lockMode === undefined ? undefined : lockNames[lockMode];
}

/** Writes the options of a query for the host, leaving out what says nothing. */
export function encodeQueryOptions(options: DriverFindOptions): QueryOptions {
  for (const name of refusedOptions) {
    const value = options[name as keyof DriverFindOptions];
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) {
      throw new OrmFeatureRefusedError(`The query option "${name}" is not available in jobs.`);
    }
  }
  const lock = lockNameOf(options.lockMode);
  const orderBy = encodeObjects(options.orderBy);
  const populateOrderBy = encodeObjects(options.populateOrderBy);
  const populate = encodePopulate(options.populate as unknown as readonly PopulateOptions<object>[] | undefined);
  const populateFilter = encodeObject(options.populateFilter);
  return {
    ...(orderBy.length > 0 ? { orderBy } : {}),
    ...(populateOrderBy.length > 0 ? { populateOrderBy } : {}),
    ...(options.fields && options.fields.length > 0 ? { fields: options.fields.map(String) } : {}),
    ...(options.exclude && options.exclude.length > 0 ? { exclude: options.exclude.map(String) } : {}),
    ...(populate.length > 0 ? { populate } : {}),
    ...(populate.length > 0 && options.populateWhere !== undefined
      ? { populateWhere: encodePopulateWhere(options.populateWhere) }
      : {}),
    ...(options._populateWhere === 'infer' ? { inferPopulateWhere: true } : {}),
    ...(Object.keys(populateFilter).length > 0 ? { populateFilter } : {}),
    ...(options.limit === undefined || options.limit === null ? {} : { limit: options.limit }),
    ...(options.offset === undefined || options.offset === null ? {} : { offset: options.offset }),
    ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
    ...(lock === undefined ? {} : { lock }),
    ...(options.flags?.includes(QueryFlag.DISTINCT) ? { distinct: true } : {}),
  };
}

function encodePopulateWhere(value: unknown): JsonObject | 'all' | 'infer' {
  return value === 'all' || value === 'infer' ? value : encodeObject(value);
}

function encodePopulate(hints: readonly PopulateOptions<object>[] | undefined): readonly PopulateHint[] {
  return (hints ?? []).map((hint) => ({
    field: String(hint.field),
    ...(hint.strategy === undefined ? {} : { strategy: hint.strategy }),
    ...(hint.all === true ? { all: true } : {}),
    ...(hint.filter === true ? { filter: true } : {}),
    ...(hint.joinType === undefined ? {} : { joinType: hint.joinType }),
    ...(hint.dataOnly === true ? { dataOnly: true } : {}),
    ...(hint.limit === undefined ? {} : { limit: hint.limit }),
    ...(hint.offset === undefined ? {} : { offset: hint.offset }),
    ...(hint.children === undefined
      ? {}
      : { children: encodePopulate(hint.children as unknown as readonly PopulateOptions<object>[]) }),
  }));
}
