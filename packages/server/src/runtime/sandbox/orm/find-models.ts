import type { ModelDefinition } from '@jobwright/sdk';
import { type EntityClass, EntitySchema } from '@mikro-orm/core';

/** Exports of a package. */
type Exports = Readonly<Record<string, unknown>>;

/** What model packages bring: the models, and all entities, also those that are no models. */
export interface FoundModels {
  readonly models: readonly ModelDefinition[];
  readonly entities: readonly EntityClass<object>[];
}

/** Finds the models among the exports of the model packages. */
export function findModels(packages: readonly Exports[]): FoundModels {
  const definitions = new Set<ModelDefinition>();
  const entities = new Set<EntityClass<object>>();
  // A package may export its models one by one or as a list.
  for (const value of packages.flatMap((exports) => Object.values(exports).flat())) {
    if (isModel(value)) {
      definitions.add(value);
      entities.add(value.entity);
    } else if (isEntityClass(value)) entities.add(value);
  }
  return { models: [...definitions], entities: [...entities] };
}

function isModel(value: unknown): value is ModelDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'label' in value &&
    'endpoint' in value &&
    'entity' in value &&
    typeof value.entity === 'function'
  );
}

function isEntityClass(value: unknown): value is EntityClass<object> {
  return typeof value === 'function' && EntitySchema.REGISTRY.has(value as never);
}
