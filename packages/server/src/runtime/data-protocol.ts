/**
 * Arguments and results of the data operations: written inside the isolate by `sandbox/orm`, checked and executed on the
 * host by `host/data`. Plain JSON. This file has no imports at run time and belongs to neither realm.
 *
 * Values are in the form of the database: dates as ISO 8601 text, big integers and decimals as text, JSON columns as JSON
 * text, arrays as PostgreSQL's array text. Custom types are applied inside the isolate.
 */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** A relation to load along with the rows, as MikroORM has normalised it. */
export interface PopulateHint {
  /** Property, with `:ref` behind it when only the key is wanted. */
  readonly field: string;
  readonly strategy?: string;
  readonly all?: boolean;
  readonly filter?: boolean;
  readonly joinType?: string;
  readonly dataOnly?: boolean;
  readonly limit?: number;
  readonly offset?: number;
  readonly children?: readonly PopulateHint[];
}

/** What a query may say besides its condition. */
export interface QueryOptions {
  readonly orderBy?: readonly JsonObject[];
  readonly populateOrderBy?: readonly JsonObject[];
  readonly fields?: readonly string[];
  readonly exclude?: readonly string[];
  readonly populate?: readonly PopulateHint[];
  readonly populateWhere?: JsonObject | 'all' | 'infer';
  readonly inferPopulateWhere?: boolean;
  readonly populateFilter?: JsonObject;
  readonly limit?: number;
  readonly offset?: number;
  readonly strategy?: string;
  readonly lock?: LockName;
  readonly distinct?: boolean;
}

/** Row locks that a job may take; each is held to the end of its unit of work. */
export type LockName = 'write' | 'write-or-fail' | 'write-partial' | 'read' | 'read-or-fail' | 'read-partial';

export interface FindArguments {
  /** Class name of the entity. */
  readonly entity: string;
  readonly where: JsonObject;
  readonly options: QueryOptions;
}

/** The answer has a list per group: its values as text, then the number of rows. */
export interface CountByArguments {
  readonly entity: string;
  readonly where: JsonObject;
  readonly fields: readonly string[];
}

export interface PivotArguments {
  /** Class name of the entity that has the collection. */
  readonly entity: string;
  readonly property: string;
  /** Primary keys of the owners, each as a list of its columns. */
  readonly owners: readonly (readonly JsonValue[])[];
  readonly where: JsonObject;
  readonly orderBy: readonly JsonObject[];
  readonly keysOnly: boolean;
  readonly options: QueryOptions;
  readonly perOwner?: { readonly limit: number; readonly offset?: number };
}

export interface InsertArguments {
  readonly entity: string;
  readonly rows: readonly JsonObject[];
}

export interface UpdateArguments {
  readonly entity: string;
  /** One condition per row. More than one: each by primary key. */
  readonly where: readonly JsonObject[];
  readonly rows: readonly JsonObject[];
}

export interface UpsertArguments {
  readonly entity: string;
  readonly rows: readonly JsonObject[];
  /** Properties of the unique constraint that decides whether a row exists. */
  readonly conflictFields: readonly string[];
  readonly action: 'merge' | 'ignore';
  readonly mergeFields?: readonly string[];
  readonly excludeFields?: readonly string[];
}

export interface DeleteArguments {
  readonly entity: string;
  readonly where: JsonObject;
}

/** Change of one collection. */
export interface CollectionChange {
  readonly entity: string;
  readonly property: string;
  readonly owner: readonly JsonValue[];
  /** Keys to take out; true: all but those inserted. */
  readonly remove: true | readonly (readonly JsonValue[])[];
  readonly insert: readonly (readonly JsonValue[])[];
  /** False when the present members are not known inside: inserting one that is there already is no error. */
  readonly initialized: boolean;
}

export interface CollectionsArguments {
  readonly changes: readonly CollectionChange[];
}

export interface LockArguments {
  readonly entity: string;
  readonly key: readonly JsonValue[];
  readonly lock: LockName;
}

/** A savepoint of the run's transaction. */
export interface SavepointArguments {
  readonly id: number;
}

/** Answer to a write: columns that the database made, by column name, in the order of the rows. */
export interface WriteResult {
  readonly affectedRows: number;
  readonly insertId?: JsonValue;
  readonly row?: JsonObject;
  readonly rows?: readonly JsonObject[];
}

/** Marks the details of an error that the database raised, so that the isolate rebuilds MikroORM's class for it. */
export interface DatabaseErrorDetails {
  readonly kind: 'database';
  /** Five-character code: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly sqlState?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly detail?: string;
}
