import {
  type CountByOptions,
  type Dictionary,
  type EntityKey,
  EntityManager,
  type EntityMetadata,
  type EntityProperty,
  EventManager,
  FlushMode,
  type EntityName,
  type FindOptions,
  type PopulateOptions,
  Utils,
  ValidationError,
} from '@mikro-orm/core';
import { OrmFeatureRefusedError, RawSqlRefusedError } from './errors.ts';

/** What {@link SandboxEntityManager} asks to be counted. */
export interface CountByRequest {
  readonly where: unknown;
  readonly fields: readonly string[];
  readonly em: unknown;
  readonly flushMode?: FindOptions<object>['flushMode'];
}

/** What the entity manager asks of its driver beyond what MikroORM knows of every driver. */
export interface CountsGroups {
  countBy<T extends object>(entityName: EntityName<T>, request: CountByRequest): Promise<Dictionary<number>>;
}

/** Counts the lifecycle hooks and subscribers that run at the moment: inside of one, nothing may be flushed. */
export class SandboxEventManager extends EventManager {
  #running = 0;

  get isDispatching(): boolean {
    return this.#running > 0;
  }

  override dispatchEvent(...args: Parameters<EventManager['dispatchEvent']>): Promise<unknown> {
    const result: unknown = super.dispatchEvent(...args);
    if (!(result instanceof Promise)) return result as Promise<unknown>;
    this.#running += 1;
    return result.finally(() => {
      this.#running -= 1;
    });
  }

  override clone(): SandboxEventManager {
    return new SandboxEventManager(this.getSubscribers());
  }
}

/**
 * MikroORM's entity manager with three differences. It knows which types of entities have unwritten changes, so that
 * `FlushMode.AUTO` covers changed managed entities and collections, and conditions over relations, not new and removed
 * entities of the queried type alone. Flushes that are asked for at the same time run one after the other. And it has no SQL.
 */
export class SandboxEntityManager extends EntityManager {
  /** The entity manager whose call of the driver is being made. Valid until that call first waits. */
  static lastCaller: SandboxEntityManager | undefined;

  /** Types with changes that the unit of work does not queue: managed entities and collections that were changed. */
  readonly #changed = new Set<EntityMetadata>();
  #removed = false;
  #flushing: Promise<void> = Promise.resolve();

  /** Notes that a managed entity of the type, or a collection of it, was changed. */
  markChanged(meta: EntityMetadata): void {
    this.#changed.add(meta.root);
  }

  /** Flushes if a query over rows of these types could miss an unwritten change. */
  async flushBefore(types: ReadonlySet<EntityMetadata>, flushMode?: FlushMode | `${FlushMode}`): Promise<void> {
    const mode = flushMode ?? this.#flushMode;
    if (mode === FlushMode.COMMIT || this.#isInHook()) return;
    if (mode === FlushMode.ALWAYS || this.#hasChanges(types)) await this.flush();
  }

  /** Called with the type alone; the driver knows the whole query and asks {@link flushBefore}. */
  override async tryFlush(): Promise<void> {}

  override setFlushMode(flushMode?: FlushMode | `${FlushMode}`): void {
    super.setFlushMode(flushMode);
    this.#ownFlushMode = flushMode;
  }

  override remove(...args: Parameters<EntityManager['remove']>): this {
    (this.getContext(false) as SandboxEntityManager).#removed = true;
    super.remove(...args);
    return this;
  }

  /** A fork that takes the objects over, as that of `em.transactional`, takes over what is known of them. */
  override fork(options: Parameters<EntityManager['fork']>[0] = {}): this {
    const fork = super.fork(options);
    if (options.clear !== false) return fork;
    const em = this.getContext(false) as SandboxEntityManager;
    for (const meta of em.#changed) fork.#changed.add(meta);
    fork.#removed = em.#removed;
    // MikroORM takes over what is to be written, and forgets what is to be removed.
    const removed = fork.getUnitOfWork(false).getRemoveStack();
    for (const entity of em.getUnitOfWork(false).getRemoveStack()) removed.add(entity);
    return fork;
  }

  override async flush(): Promise<void> {
    const em = this.getContext(false) as SandboxEntityManager;
    if (em !== this) return em.flush();
    if (this.#isInHook()) throw ValidationError.cannotCommit();
    const turn = this.#flushing.then(() => this.#flushNow());
    this.#flushing = turn.catch(() => undefined);
    return turn;
  }

  override clear(): void {
    const em = this.getContext(false) as SandboxEntityManager;
    em.#forgetChanges();
    super.clear();
  }

  /** MikroORM makes its calls of the driver through this, those that load collections too. */
  override async withSessionContext<T>(
    ...[context, callback, connection]: Parameters<EntityManager['withSessionContext']>
  ): Promise<T> {
    return super.withSessionContext(
      context,
      (transaction) => {
        SandboxEntityManager.lastCaller = this.getContext(false);
        return callback(transaction);
      },
      connection,
    ) as Promise<T>;
  }

  /** MikroORM names a wrong property in `populate`; one in `fields` it meets with a TypeError. */
  override async preparePopulate<Entity extends object>(
    ...args: Parameters<typeof EntityManager.prototype.preparePopulate<Entity>>
  ): Promise<PopulateOptions<Entity>[]> {
    const [entityName, { fields = [] }] = args;
    const meta = this.getMetadata().find(entityName);
    const wrong = fields.find((path) => typeof path === 'string' && meta && !leadsSomewhere(meta, path));
    if (wrong !== undefined) throw ValidationError.invalidPropertyName(entityName, String(wrong));
    return super.preparePopulate<Entity>(...args);
  }

  /** Left to its SQL packages by MikroORM: this is what they do. */
  override async countBy<Entity extends object>(
    entityName: EntityName<Entity>,
    groupBy: EntityKey<Entity> | readonly EntityKey<Entity>[],
    options: CountByOptions<Entity> = {},
  ): Promise<Dictionary<number>> {
    const em = this.getContext(false) as SandboxEntityManager;
    const { where: given, having, flushMode, filters } = options;
    if (having !== undefined) throw new OrmFeatureRefusedError('The query option "having" is not available in jobs.');
    const where = await em.processWhere(entityName, given ?? {}, filters === undefined ? {} : { filters }, 'read');
    const fields = Utils.asArray(groupBy as readonly string[]);
    const driver = em.getDriver() as unknown as CountsGroups;
    return driver.countBy(entityName, { where, fields, em, ...(flushMode === undefined ? {} : { flushMode }) });
  }

  /** @throws {@link RawSqlRefusedError} always */
  async execute(): Promise<never> {
    throw new RawSqlRefusedError('em.execute()');
  }

  /** @throws {@link RawSqlRefusedError} always */
  createQueryBuilder(_entityName?: EntityName<object>): never {
    throw new RawSqlRefusedError('The query builder');
  }

  /** @throws {@link RawSqlRefusedError} always */
  qb(_entityName?: EntityName<object>): never {
    throw new RawSqlRefusedError('The query builder');
  }

  /** @throws {@link RawSqlRefusedError} always */
  getKysely(): never {
    throw new RawSqlRefusedError('Kysely');
  }

  /** @throws {@link RawSqlRefusedError} always */
  getKnex(): never {
    throw new RawSqlRefusedError('Knex');
  }

  /** @throws {@link RawSqlRefusedError} always */
  override async callRoutine(): Promise<never> {
    throw new RawSqlRefusedError('A stored routine');
  }

  #ownFlushMode?: FlushMode | `${FlushMode}`;

  get #flushMode(): FlushMode | `${FlushMode}` {
    return this.#ownFlushMode ?? this.config.get('flushMode');
  }

  async #flushNow(): Promise<void> {
    // Changes that are made while rows are written belong to the next flush.
    this.#forgetChanges();
    await super.flush();
  }

  #forgetChanges(): void {
    this.#changed.clear();
    this.#removed = false;
  }

  #isInHook(): boolean {
    const events = this.getEventManager();
    return events instanceof SandboxEventManager && events.isDispatching;
  }

  #hasChanges(types: ReadonlySet<EntityMetadata>): boolean {
    const unitOfWork = this.getUnitOfWork(false);
    // What the database deletes along with an object can be of any type.
    if (this.#removed || unitOfWork.getRemoveStack().size > 0 || unitOfWork.getOrphanRemoveStack().size > 0)
      return true;
    for (const meta of [...types, ...this.#typesWithTriggers()]) {
      if (this.#changed.has(meta.root) || unitOfWork.shouldAutoFlush(meta)) return true;
    }
    return false;
  }

  /** A trigger that runs after a row is written may write rows of any other type. */
  #typesWithTriggers(): readonly EntityMetadata[] {
    this.#triggering ??= [...this.getMetadata().getAll().values()].filter((meta) =>
      meta.triggers.some((trigger) => trigger.timing === 'after'),
    );
    return this.#triggering;
  }

  #triggering?: readonly EntityMetadata[];
}

/** Whether a path of `fields` names properties that there are: `site.region.name`, `site.*`. */
function leadsSomewhere(meta: EntityMetadata, path: string): boolean {
  const [name = '', ...rest] = (path.split(':')[0] ?? '').split('.');
  if (name === '*') return true;
  const property = Object.hasOwn(meta.properties, name) ? meta.properties[name as never] : undefined;
  if (property === undefined) return false;
  const { targetMeta }: EntityProperty = property;
  return rest.length === 0 || targetMeta === undefined || leadsSomewhere(targetMeta, rest.join('.'));
}
