import {
  type Collection,
  type Configuration,
  DatabaseDriver,
  type EntityData,
  type EntityMetadata,
  type EntityProperty,
  type FilterQuery,
  helper,
  isRaw,
  type LockOptions,
  QueryHelper,
  type QueryResult,
  Utils,
} from '@mikro-orm/core';
import type { CountOptions, Dictionary, EntityName, OrderDefinition, Primary } from '@mikro-orm/core';
import type { CountByArguments, JsonObject, UpsertArguments } from '../../data-protocol.ts';
import { describeCollectionChange } from './collection-changes.ts';
import { RowDecoder } from './decode-rows.ts';
import { encode, encodeObject, encodeObjects } from './encode.ts';
import { OrmFeatureRefusedError } from './errors.ts';
import { rebuildException } from './exceptions.ts';
import type { HostCall } from './host-call.ts';
import { type DriverFindOptions, encodeQueryOptions, lockNameOf } from './query-options.ts';
import { relatedEntities } from './related-entities.ts';
import { SandboxConnection } from './sandbox-connection.ts';
import {
  type CountByRequest,
  type CountsGroups,
  SandboxEntityManager,
  SandboxEventManager,
} from './sandbox-entity-manager.ts';
import { SandboxPlatform } from './sandbox-platform.ts';

type Row = Record<string, unknown>;

/** Options of a write, as entity manager and unit of work give them. */
interface WriteOptions {
  readonly convertCustomTypes?: boolean;
  readonly upsert?: boolean;
  readonly onConflictFields?: unknown;
  readonly onConflictMergeFields?: readonly string[];
  readonly onConflictExcludeFields?: readonly string[];
  readonly onConflictAction?: 'merge' | 'ignore';
  readonly onConflictWhere?: unknown;
  readonly unionWhere?: readonly unknown[];
}

type PivotParameters<T, O> = [
  property: EntityProperty,
  owners: Primary<O>[][],
  where?: FilterQuery<T>,
  orderBy?: OrderDefinition<T>,
  transaction?: unknown,
  options?: object,
  keysOnly?: boolean,
];

/**
 * MikroORM's way to the database, from inside the isolate: each operation becomes one call of the host, which checks it
 * and executes it in the run's transaction. Nothing here is trusted: this code shares its realm with the job.
 */
export class SandboxDriver extends DatabaseDriver<SandboxConnection> implements CountsGroups {
  protected override readonly connection: SandboxConnection;
  protected override readonly platform = new SandboxPlatform();
  readonly #call: HostCall;
  readonly #decoder = new RowDecoder();

  constructor(config: Configuration, call: HostCall) {
    super(config, []);
    this.#call = async (operation, args) => {
      try {
        return await call(operation, args);
      } catch (error) {
        throw rebuildException(error);
      }
    };
    this.connection = new SandboxConnection(config, this.#call);
  }

  override createEntityManager(useContext?: boolean): never {
    const events = new SandboxEventManager(this.config.get('subscribers'));
    return new SandboxEntityManager(this.config, this, this.metadata, useContext, events) as never;
  }

  override async find<T extends object>(
    entityName: EntityName<T>,
    where: FilterQuery<T>,
    options: object = {},
  ): Promise<EntityData<T>[]> {
    const meta = this.#metaOf(entityName);
    const given = options as DriverFindOptions & { em?: unknown };
    await this.#flushBefore(given.em, relatedEntities(meta, where, given), given);
    const query = this.#withCursor(meta, where, given);
    const answer = await this.#call('data.find', {
      entity: meta.className,
      where: query.where,
      options: encodeQueryOptions(query.options),
    });
    // Nothing at all is the answer to the programs that warm an isolate up.
    const rows = (answer ?? []) as Row[];
    this.#decoder.decode(meta, rows);
    if (given.last !== undefined && given.last !== null && !given.first) rows.reverse();
    return rows as EntityData<T>[];
  }

  override async findOne<T extends object>(
    entityName: EntityName<T>,
    where: FilterQuery<T>,
    options: object = {},
  ): Promise<EntityData<T> | null> {
    const meta = this.#metaOf(entityName);
    const given = options as DriverFindOptions & { em?: unknown };
    await this.#flushBefore(given.em, relatedEntities(meta, where, given), given);
    const row = (await this.#call('data.findOne', {
      entity: meta.className,
      where: this.#encodeWhere(meta, where),
      options: encodeQueryOptions(given),
    })) as Row | null;
    if (row) this.#decoder.decode(meta, [row]);
    return row as EntityData<T> | null;
  }

  override async count<T extends object>(
    entityName: EntityName<T>,
    where: FilterQuery<T>,
    options: CountOptions<T> = {},
  ): Promise<number> {
    const meta = this.#metaOf(entityName);
    const given = options as unknown as DriverFindOptions & { em?: unknown };
    await this.#flushBefore(given.em, relatedEntities(meta, where, given), given);
    const args = { entity: meta.className, where: this.#encodeWhere(meta, where), options: encodeQueryOptions(given) };
    return (await this.#call('data.count', args)) as number;
  }

  /** As MikroORM's drivers for SQL: the key of a group is its values, with `~~~` between them. */
  async countBy<T extends object>(
    entityName: EntityName<T>,
    { where, fields, em, flushMode }: CountByRequest,
  ): Promise<Dictionary<number>> {
    const meta = this.#metaOf(entityName);
    await this.#flushBefore(em, relatedEntities(meta, where), flushMode === undefined ? {} : { flushMode });
    const args: CountByArguments = { entity: meta.className, where: this.#encodeWhere(meta, where), fields };
    const groups = (await this.#call('data.countBy', args)) as (string | number)[][];
    return Object.fromEntries(
      groups.map((group) => [group.slice(0, -1).join(Utils.PK_SEPARATOR), group.at(-1) as number]),
    );
  }

  /** Reads all rows and gives them one by one: the host has no open cursors. */
  override async *stream<T extends object>(
    entityName: EntityName<T>,
    where: FilterQuery<T>,
    options: object,
  ): AsyncIterableIterator<T> {
    yield* (await this.find(entityName, where, options)) as unknown as T[];
  }

  override async loadFromPivotTable<T extends object, O extends object>(
    ...[property, owners, where, orderBy, , options, keysOnly]: PivotParameters<T, O>
  ): Promise<Dictionary<T[]>> {
    if (owners.length === 0) return {};
    const given = (options ?? {}) as DriverFindOptions & { em?: unknown };
    const ownerMeta = this.#ownerOf(property);
    const related = new Set([ownerMeta, ...relatedEntities(property.targetMeta as EntityMetadata, where, given)]);
    await this.#flushBefore(given.em ?? this.#callerOf(property), related, given);
    const { _partitionLimit: perOwner, limit: _limit, offset: _offset, ...rest } = given;
    const map = (await this.#call('data.pivot', {
      entity: ownerMeta.className,
      property: property.name,
      owners: owners.map((owner) => (owner as unknown[]).map((value) => encode(value))),
      where: encodeObject(where),
      orderBy: encodeObjects(orderBy),
      keysOnly: keysOnly === true,
      options: encodeQueryOptions({ ...rest, orderBy: [], populateOrderBy: undefined }),
      ...(perOwner ? { perOwner } : {}),
    })) as Record<string, Row[]>;
    if (keysOnly !== true) {
      for (const rows of Object.values(map)) this.#decoder.decode(property.targetMeta as EntityMetadata, rows);
    }
    return map as unknown as Dictionary<T[]>;
  }

  override async nativeInsert<T extends object>(
    entityName: EntityName<T>,
    data: Row,
    options: object = {},
  ): Promise<QueryResult<T>> {
    const result = await this.nativeInsertMany<T>(entityName, [data], options);
    const meta = this.#metaOf(entityName);
    const [key = ''] = meta.primaryKeys as readonly string[];
    return { ...result, insertId: (data[key] ?? result.insertId) as never };
  }

  override async nativeInsertMany<T extends object>(
    entityName: EntityName<T>,
    data: Row[],
    options: object = {},
  ): Promise<QueryResult<T>> {
    const meta = this.#metaOf(entityName);
    const rows = data.map((row) => this.#encodeRow(meta, row, options));
    return this.#write('data.insert', { entity: meta.className, rows });
  }

  override async nativeUpdate<T extends object>(
    entityName: EntityName<T>,
    ...[where, data, options = {}]: [FilterQuery<T>, Row, WriteOptions?]
  ): Promise<QueryResult<T>> {
    const meta = this.#metaOf(entityName);
    if (options.upsert) return this.#upsert(meta, { where: [where], data: [data], options });
    if (!Utils.hasObjectKeys(data)) return { affectedRows: 0, insertId: 0 as never };
    return this.#update(meta, { where: [where], data: [data], options });
  }

  override async nativeUpdateMany<T extends object>(
    entityName: EntityName<T>,
    ...[where, data, options = {}]: [FilterQuery<T>[], Row[], WriteOptions?]
  ): Promise<QueryResult<T>> {
    const meta = this.#metaOf(entityName);
    if (options.upsert) return this.#upsert(meta, { where, data, options });
    return this.#update(meta, { where, data, options });
  }

  override async nativeDelete<T extends object>(
    entityName: EntityName<T>,
    where: FilterQuery<T>,
    options: WriteOptions = {},
  ): Promise<QueryResult<T>> {
    refuseUnion(options);
    const meta = this.#metaOf(entityName);
    return this.#write('data.delete', { entity: meta.className, where: this.#encodeWhere(meta, where) });
  }

  override async nativeClone<T extends object>(): Promise<QueryResult<T>> {
    throw new OrmFeatureRefusedError('em.clone() is not available in jobs: read the object and create a copy of it.');
  }

  override async syncCollections<T extends object, O extends object>(
    collections: Iterable<Collection<T, O>>,
  ): Promise<void> {
    const changes = [...collections].map((it) => describeCollectionChange(it as unknown as Collection<object>));
    if (changes.length > 0) await this.#call('data.collections', { changes });
  }

  override async lockPessimistic(entity: object, options: LockOptions): Promise<void> {
    const key = helper(entity).getPrimaryKeys(true) as unknown[];
    await this.#call('data.lock', {
      entity: helper(entity).__meta.className,
      key: key.map((value) => encode(value)),
      lock: lockNameOf(options.lockMode) ?? 'write',
    });
  }

  #metaOf(entityName: unknown): EntityMetadata {
    const meta = this.metadata.get(entityName as EntityName<object>) as EntityMetadata;
    if (meta.virtual)
      throw new OrmFeatureRefusedError(`The virtual entity ${meta.className} cannot be queried in jobs.`);
    return meta;
  }

  #ownerOf(property: EntityProperty): EntityMetadata {
    const pivot = this.metadata.get(property.pivotEntity);
    const owner = pivot.relations[property.owner ? 0 : 1]?.targetMeta;
    if (!owner || property.polymorphic) {
      throw new OrmFeatureRefusedError(`The polymorphic collection "${property.name}" cannot be loaded in jobs.`);
    }
    return owner;
  }

  /** The entity manager that loads a collection: MikroORM does not name it, but it has asked for it just before. */
  #callerOf(_property: EntityProperty): unknown {
    return SandboxEntityManager.lastCaller;
  }

  async #flushBefore(
    em: unknown,
    types: ReadonlySet<EntityMetadata>,
    options: { readonly flushMode?: DriverFindOptions['flushMode'] },
  ): Promise<void> {
    if (em instanceof SandboxEntityManager) await em.flushBefore(types, options.flushMode);
  }

  #encodeWhere(meta: EntityMetadata, where: unknown): JsonObject {
    const condition = Utils.isPrimaryKey(where, meta.compositePK)
      ? { [Utils.getPrimaryKeyHash(meta.primaryKeys)]: where }
      : where;
    return encodeObject(condition);
  }

  #withCursor(
    meta: EntityMetadata,
    where: unknown,
    options: DriverFindOptions,
  ): { where: JsonObject; options: DriverFindOptions } {
    const { first, last, before, after } = options;
    const encoded = this.#encodeWhere(meta, where);
    if ([first, last, before, after].every((value) => value === undefined || value === null)) {
      return { where: encoded, options };
    }
    const copy = { ...options };
    const cursor = this.processCursorOptions(meta as never, copy as never, copy.orderBy ?? {});
    const { orderBy, where: condition } = cursor as { orderBy: unknown; where: unknown };
    return {
      where: { $and: [encoded, encodeObject(condition)] },
      options: { ...copy, orderBy } as DriverFindOptions,
    };
  }

  #encodeRow(meta: EntityMetadata, row: Row, options: WriteOptions): JsonObject {
    const encoded: Record<string, JsonObject[string]> = {};
    for (const [name, value] of Object.entries(row)) {
      const property = (meta.properties as Record<string, EntityProperty>)[name];
      const customType = options.convertCustomTypes === false ? undefined : property?.customType;
      encoded[name] = encode(
        customType && value !== undefined && !isRaw(value)
          ? customType.convertToDatabaseValue(value, this.platform, { key: name, mode: 'query-data' })
          : value,
      );
    }
    return encoded;
  }

  #update<T>(
    meta: EntityMetadata,
    { where, data, options }: { where: readonly unknown[]; data: readonly Row[]; options: WriteOptions },
  ): Promise<QueryResult<T>> {
    refuseUnion(options);
    const conditions = where.map((condition) =>
      options.convertCustomTypes === false ? condition : this.#convertCondition(meta, condition),
    );
    return this.#write('data.update', {
      entity: meta.className,
      where: conditions.map((condition) => this.#encodeWhere(meta, condition)),
      rows: data.map((row) => this.#encodeRow(meta, row, options)),
    });
  }

  /** `em.nativeUpdate` leaves custom types in conditions to the driver. */
  #convertCondition(meta: EntityMetadata, where: unknown): unknown {
    return QueryHelper.processWhere({
      where: where as never,
      entityName: meta.class,
      metadata: this.metadata,
      platform: this.platform,
      convertCustomTypes: true,
    });
  }

  #upsert<T>(
    meta: EntityMetadata,
    { where, data, options }: { where: readonly unknown[]; data: readonly Row[]; options: WriteOptions },
  ): Promise<QueryResult<T>> {
    if (options.onConflictWhere !== undefined) {
      throw new OrmFeatureRefusedError('The option "onConflictWhere" is not available in jobs.');
    }
    const args: UpsertArguments = {
      entity: meta.className,
      rows: data.map((row) => this.#encodeRow(meta, row, options)),
      conflictFields: conflictFields(meta, where[0], options),
      action: options.onConflictAction ?? 'merge',
      ...(options.onConflictMergeFields ? { mergeFields: options.onConflictMergeFields } : {}),
      ...(options.onConflictExcludeFields ? { excludeFields: options.onConflictExcludeFields } : {}),
    };
    return this.#write('data.upsert', args);
  }

  async #write<T>(operation: string, args: object): Promise<QueryResult<T>> {
    return (await this.#call(operation, args)) as QueryResult<T>;
  }
}

function conflictFields(meta: EntityMetadata, where: unknown, options: WriteOptions): readonly string[] {
  const { onConflictFields: fields } = options;
  if (Array.isArray(fields)) return fields.map(String);
  if (fields !== undefined)
    throw new OrmFeatureRefusedError('The option "onConflictFields" has to be a list of properties.');
  if (Utils.isPlainObject(where)) return Object.keys(where).flatMap((key) => Utils.splitPrimaryKeys(key));
  return meta.primaryKeys;
}

function refuseUnion(options: WriteOptions): void {
  if (options.unionWhere && options.unionWhere.length > 0) {
    throw new OrmFeatureRefusedError('The option "unionWhere" is not available in jobs.');
  }
}
