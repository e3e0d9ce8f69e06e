import {
  Collection,
  type EntityMetadata,
  type EntityProperty,
  type MetadataStorage,
  ReferenceKind,
} from '@mikro-orm/core';
import { SandboxEntityManager } from './sandbox-entity-manager.ts';

/** What MikroORM keeps beside an entity; the names are its own. */
interface EntityHelper {
  readonly __data: Record<string, unknown>;
  readonly __originalEntityData?: unknown;
  readonly __em?: unknown;
  readonly __meta: EntityMetadata;
  readonly hydrator: { isRunning(): boolean };
}
interface Managed {
  readonly __helper: EntityHelper;
}

/**
 * Makes managed entities tell their entity manager that they were changed. MikroORM finds changes by comparing all managed
 * entities, which is what a flush does; before each query it would make a loop of queries quadratic.
 *
 * A value that is changed in place (`device.customFields.owner = 'x'`) is found by the next flush only.
 */
export function markChanges(metadata: MetadataStorage): void {
  for (const meta of metadata.getAll().values()) {
    if (meta.embeddable || meta.virtual) continue;
    for (const property of Object.values<EntityProperty>(meta.properties)) {
      if (hasPlainSetter(property)) defineTrackedProperty(meta, property.name);
    }
    for (const name of Object.keys(meta.definedProperties)) wrapReferenceSetter(meta, name);
  }
  markCollections();
}

/** Those for which MikroORM itself defines a setter on the prototype. */
function hasPlainSetter(property: EntityProperty): boolean {
  const isCollection = property.kind === ReferenceKind.ONE_TO_MANY || property.kind === ReferenceKind.MANY_TO_MANY;
  const isReference = property.kind === ReferenceKind.ONE_TO_ONE || property.kind === ReferenceKind.MANY_TO_ONE;
  const hasInverse = isReference && !property.mapToPk && Boolean(property.inversedBy ?? property.mappedBy);
  return !(
    isCollection ||
    hasInverse ||
    property.inherited ||
    property.primary ||
    property.accessor ||
    property.persist === false ||
    property.embedded
  );
}

/** As MikroORM does it: the prototype's setter puts an accessor on the entity at the first use. One for all entities. */
function defineTrackedProperty(meta: EntityMetadata, name: string): void {
  const accessor: PropertyDescriptor & ThisType<Managed> = {
    get() {
      return this.__helper?.__data[name];
    },
    set(value: unknown) {
      this.__helper.__data[name] = value;
      markChanged(this.__helper);
    },
    enumerable: true,
    configurable: true,
  };
  Object.defineProperty(meta.prototype, name, {
    set(this: Managed, value: unknown) {
      Object.defineProperty(this, name, accessor);
      this.__helper.__data[name] = value;
      markChanged(this.__helper);
    },
    configurable: true,
  });
}

function wrapReferenceSetter(meta: EntityMetadata, name: string): void {
  const properties = meta.definedProperties as Record<string, PropertyDescriptor>;
  const descriptor = properties[name];
  if (!descriptor || !('set' in descriptor)) return;
  properties[name] = {
    ...descriptor,
    set(this: Managed, value: unknown) {
      descriptor.set?.call(this, value);
      markChanged(this.__helper);
    },
  };
}

function markChanged(helper: EntityHelper): void {
  // An entity that is being loaded has no snapshot yet, and one that is refreshed is not changed by its author.
  if (helper.__originalEntityData === undefined || helper.hydrator.isRunning()) return;
  if (helper.__em instanceof SandboxEntityManager) contextOf(helper.__em).markChanged(helper.__meta);
}

/** Inside of `em.transactional` the entity manager of the transaction flushes. */
function contextOf(em: SandboxEntityManager): SandboxEntityManager {
  return em.getContext(false);
}

const collectionChanges = ['add', 'set', 'remove', 'removeAll', 'hydrate'] as const;
let collectionsAreMarked = false;

function markCollections(): void {
  if (collectionsAreMarked) return;
  collectionsAreMarked = true;
  const prototype = Collection.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of collectionChanges) {
    const original = prototype[name];
    if (!original) continue;
    prototype[name] = function change(this: Collection<object>, ...args: unknown[]): unknown {
      const result = original.apply(this, args);
      const helper = (this.owner as Managed).__helper;
      if (this.isDirty() && helper.__em instanceof SandboxEntityManager) {
        const em = contextOf(helper.__em);
        em.markChanged(helper.__meta);
        const target = this.property.targetMeta;
        if (target) em.markChanged(target);
      }
      return result;
    };
  }
}
