import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import type { HostModel, HostModels } from '../../../registry/index.ts';
import { readName, refuse } from './read-arguments.ts';

/** What of the metadata jobs may name. */
export class EntityAccess {
  readonly models: HostModels;

  constructor(models: HostModels) {
    this.models = models;
  }

  /** An entity by the class name that an argument gives. */
  entity(name: unknown): EntityMetadata {
    const className = readName(name, 'The entity');
    return this.models.findEntity(className) ?? refuse(`There is no model "${className}" that jobs can use.`);
  }

  /** The model of an entity; undefined for tables of pairs. */
  model(meta: EntityMetadata): HostModel | undefined {
    return this.models.find(meta.className);
  }

  property(meta: EntityMetadata, name: string): EntityProperty {
    if (!Object.hasOwn(meta.properties, name)) refuse(`${meta.className} has no property "${name}".`);
    const property = (meta.properties as Record<string, EntityProperty>)[name];
    return property ?? refuse(`${meta.className} has no property "${name}".`);
  }

  /** The entity that a relation leads to. Relations to tables of the platform itself lead nowhere. */
  target(property: EntityProperty): EntityMetadata {
    const target = property.targetMeta;
    const found = target && this.models.findEntity(target.className);
    // A platform's table may be called as a model is: the class decides.
    if (!found || found.class !== target.class) refuse(`"${property.name}" leads to no model that jobs can use.`);
    return found;
  }
}
