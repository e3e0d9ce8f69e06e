/** Job code asked for raw SQL in one of its forms. The job's fault. */
export class RawSqlRefusedError extends Error {
  readonly code = 'JOBWRIGHT_RAW_SQL_REFUSED';

  constructor(what: string) {
    super(
      `${what} is not available in jobs: the platform checks each operation against the models and records what it ` +
        'changes, and SQL text cannot be checked. Use em.find with conditions, operators and populate, em.count, ' +
        'em.upsert, em.nativeUpdate or em.nativeDelete instead.',
    );
    this.name = 'RawSqlRefusedError';
  }
}

/** Job code used something of MikroORM that jobs cannot have. The job's fault. */
export class OrmFeatureRefusedError extends Error {
  readonly code = 'JOBWRIGHT_ORM_FEATURE_REFUSED';

  constructor(message: string) {
    super(message);
    this.name = 'OrmFeatureRefusedError';
  }
}
