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

/** What is known where a {@link NotLoadedError} is thrown. */
export interface UnloadedRead {
  /** Class of the object that was read. */
  readonly model: string;
  readonly property: string;
  readonly isCollection?: boolean;
  /** A loaded object's class, and its relation that leads to the object. */
  readonly owner?: string;
  readonly relation?: string;
}

/** Job code read what no query has loaded. The job's fault. */
export class NotLoadedError extends Error {
  readonly code = 'JOBWRIGHT_NOT_LOADED';

  constructor({ model, property, isCollection = false, owner, relation }: UnloadedRead) {
    const name = isCollection ? property : (relation ?? lowerFirst(model));
    const subject = isCollection
      ? `The ${property} of this ${model} are not loaded.`
      : `${model}.${property} is not loaded: of this ${model}${relation ? `, the ${relation} of a ${owner}` : ''}, only the id is known.`;
    super(
      `${subject} Name the relation in the query, { populate: ['${name}'] }, with the whole way to it if it is further away ` +
        `(populate: ['a.${name}']), or load it for objects that are there: await this.em.populate(objects, ['${name}']).`,
    );
    this.name = 'NotLoadedError';
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
