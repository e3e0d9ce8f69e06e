import {
  Collection,
  EntityComparator,
  EntityHelper,
  type EntityMetadata,
  type EntityProperty,
  helper,
  type MetadataStorage,
  ReferenceKind,
  UnitOfWork,
} from '@mikro-orm/core';
import {
  applyFunction,
  captureStackTrace,
  createObject,
  ErrorConstructor,
  indexOfText,
} from '../prelude/primordials.ts';
import { NotLoadedError } from './errors.ts';

/** Frames of job code carry it in their file names; those of MikroORM and of model packages do not. */
const jobFrame = 'job:///';
/** As many managed objects are looked at for one that refers to an object. */
const maxReferrers = 1000;

type Method = (this: object, ...args: unknown[]) => unknown;
type IsReadByJob = (getter: Method) => boolean;

const noArguments: readonly unknown[] = [];
const { hasOwn } = Object;

/** Methods of MikroORM in which nothing of a job runs, and that read what is not loaded most often. */
const ownReaders: readonly (readonly [owner: object, method: string])[] = [
  [EntityHelper, 'ensurePropagation'],
  [EntityComparator.prototype, 'prepareEntity'],
  [UnitOfWork.prototype, 'cascade'],
  [UnitOfWork.prototype, 'computeChangeSets'],
];

/**
 * Makes job code that reads a property of an object that is not loaded fail, with what to do. MikroORM itself gives
 * `undefined`, which the types of the entities deny: a report would find nothing wrong, and `undefined-switch1` would be saved.
 *
 * MikroORM reads such objects all the time, so it is the caller that decides: nobody but job code sees the error. An object
 * that is loaded has properties of its own, in front of these, and pays nothing.
 */
export function refuseUnloadedReads(metadata: MetadataStorage): void {
  const getters = new GuardingGetters(observeCallers());
  for (const meta of metadata.getAll().values()) {
    if (meta.embeddable || meta.virtual) continue;
    guardModel(meta, getters);
  }
  explainUnloadedCollections();
}

/** What MikroORM keeps beside an object; the names are its own. */
interface Wrapped {
  readonly __data: Readonly<Record<string, unknown>>;
  readonly __initialized: boolean;
  readonly __meta: EntityMetadata;
}

/** Getters by the name of the property, for all models: an isolate has to make each function of its snapshot anew. */
class GuardingGetters {
  readonly #byName = new Map<string, Method>();
  readonly #isReadByJob: IsReadByJob;

  constructor(isReadByJob: IsReadByJob) {
    this.#isReadByJob = isReadByJob;
  }

  /** Of a column or relation. */
  ofProperty(name: string): Method {
    const isReadByJob = this.#isReadByJob;
    function get(this: object): unknown {
      // Neither the prototype nor an object that nothing was set of has a helper yet.
      if (!hasOwn(this, '__helper')) return undefined;
      const wrapped = helper(this) as unknown as Wrapped;
      const value = wrapped.__data[name];
      if (value === undefined && !wrapped.__initialized && isReadByJob(get)) throw notLoaded(this, name);
      return value;
    }
    const getter = this.#byName.get(name) ?? get;
    this.#byName.set(name, getter);
    return getter;
  }

  /** Of what the class computes. Of nothing that is mostly null. */
  ofComputed(name: string, original: Method): Method {
    const isReadByJob = this.#isReadByJob;
    return function get(this: object): unknown {
      const value = applyFunction(original, this, noArguments);
      if (value !== undefined && value !== null) return value;
      if (hasOwn(this, '__helper') && !helper(this).isInitialized() && isReadByJob(get)) throw notLoaded(this, name);
      return value;
    };
  }
}

/**
 * Columns and relations have a setter on the prototype and no getter; what the class computes of them has a getter.
 * Relations that are known from both sides get properties of their own, loaded or not.
 */
function guardModel(meta: EntityMetadata, getters: GuardingGetters): void {
  const own = meta.definedProperties as Record<string, PropertyDescriptor>;
  for (const [name, descriptor] of Object.entries(own)) {
    if (descriptor.get) own[name] = { ...descriptor, get: getters.ofProperty(name) };
  }
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(meta.prototype))) {
    if (!descriptor.configurable || name.startsWith('__')) continue;
    const original = descriptor.get as Method | undefined;
    if (!original && !('set' in descriptor && descriptor.set)) continue;
    const get = original ? getters.ofComputed(name, original) : getters.ofProperty(name);
    Object.defineProperty(meta.prototype, name, { ...descriptor, get });
  }
}

function notLoaded(entity: object, property: string): NotLoadedError {
  const { __meta: meta } = helper(entity);
  return new NotLoadedError({ model: meta.className, property, ...findReferrer(entity, meta) });
}

/** @returns whether the function that reads a property, by its getter, is one of the job's module */
function observeCallers(): IsReadByJob {
  let ownReads = 0;
  for (const [owner, name] of ownReaders) {
    const methods = owner as Record<string, Method>;
    const original = methods[name];
    if (!original) continue;
    methods[name] = function readQuietly(this: object, ...args: unknown[]): unknown {
      ownReads += 1;
      try {
        return applyFunction(original, this, args);
      } finally {
        ownReads -= 1;
      }
    };
  }
  return (getter) => ownReads === 0 && isCalledByJob(getter);
}

function isCalledByJob(getter: Method): boolean {
  const { stackTraceLimit } = ErrorConstructor;
  const holder = createObject(null) as { readonly stack?: unknown };
  try {
    ErrorConstructor.stackTraceLimit = 1;
    captureStackTrace(holder, getter);
    return typeof holder.stack === 'string' && indexOfText(holder.stack, jobFrame) !== -1;
  } finally {
    ErrorConstructor.stackTraceLimit = stackTraceLimit;
  }
}

/** An object that refers to this one, so that the message can name the relation. */
function findReferrer(entity: object, meta: EntityMetadata): { owner: string; relation: string } | undefined {
  let looked = 0;
  for (const candidate of helper(entity).__em?.getUnitOfWork().getIdentityMap().values() ?? []) {
    if ((looked += 1) > maxReferrers) return undefined;
    const { __meta: owner, __data: data } = helper(candidate as object) as unknown as Wrapped;
    const relation = (owner.relations as readonly EntityProperty[]).find(
      ({ kind, targetMeta, name }) =>
        targetMeta === meta &&
        (kind === ReferenceKind.MANY_TO_ONE || kind === ReferenceKind.ONE_TO_ONE) &&
        data[name] === entity,
    );
    if (relation) return { owner: owner.className, relation: relation.name };
  }
  return undefined;
}

/** MikroORM says "not initialized", and not how that is done. */
function explainUnloadedCollections(): void {
  const prototype = Collection.prototype as unknown as { checkInitialized: (this: Collection<object>) => void };
  prototype.checkInitialized = function checkInitialized(): void {
    if (this.isInitialized()) return;
    const { className } = helper(this.owner).__meta;
    throw new NotLoadedError({ model: className, property: this.property.name, isCollection: true });
  };
}
