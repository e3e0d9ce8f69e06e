import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { DataPermissionError } from '../../../errors.ts';
import type { HostModel, HostModels } from '../../../registry/index.ts';
import type { JsonObject } from '../../data-protocol.ts';
import { type DataPolicy, unboundedPolicy } from './data-policy.ts';
import { readName, refuse } from './read-arguments.ts';

/** What of the metadata jobs may name, and what of the rows they may see. */
export class EntityAccess {
  readonly models: HostModels;
  readonly #policy: DataPolicy;

  constructor(models: HostModels, policy: DataPolicy = unboundedPolicy) {
    this.models = models;
    this.#policy = policy;
  }

  /** An entity by the class name that an argument gives. Its rows may be out of sight: see {@link EntityAccess.visible}. */
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

  /**
   * The entity that a relation leads to. Relations to tables of the platform itself lead nowhere.
   * @throws {@link DataPermissionError} when the run may see none of its objects
   */
  target(property: EntityProperty): EntityMetadata {
    const target = property.targetMeta;
    const found = target && this.models.findEntity(target.className);
    // A platform's table may be called as a model is: the class decides.
    if (!found || found.class !== target.class) refuse(`"${property.name}" leads to no model that jobs can use.`);
    this.limitOfSight(found);
    return found;
  }

  /**
   * The condition that rows of an entity fulfil which the run may see; undefined when it may see all of them. Rows of a table
   * of pairs are seen by who sees both sides.
   * @throws {@link DataPermissionError} when it may see none
   */
  limitOfSight(meta: EntityMetadata): JsonObject | undefined {
    const model = this.model(meta);
    if (!model) {
      const limits = meta.relations.flatMap((relation) => {
        const target = relation.targetMeta && this.model(relation.targetMeta);
        const limit = target && this.limitOfSight(target.meta);
        return limit ? [{ [relation.name]: limit }] : [];
      });
      return limits.length === 0 ? undefined : { $and: limits };
    }
    const scope = this.#policy.scope('view', model.label);
    if (scope === 'all') return undefined;
    if (scope !== 'none') return scope.where;
    throw new DataPermissionError('view', model.label, { reason: this.#policy.explain('view', model.label) });
  }

  /**
   * A condition on an entity, narrowed to the rows that the run may see. Within the condition on a relation it makes rows out
   * of sight match nothing, whatever stands around it: what a query answers never depends on what they hold.
   */
  visible(meta: EntityMetadata, condition: JsonObject): JsonObject {
    const limit = this.limitOfSight(meta);
    return limit === undefined ? condition : { $and: [condition, limit] };
  }
}
