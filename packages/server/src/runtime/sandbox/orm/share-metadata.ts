import { EntitySchema, type EntityMetadata, type MetadataStorage } from '@mikro-orm/core';

/**
 * Leaves one description of each entity. Discovery makes three: the schema keeps the author's, relations refer to a copy of
 * it, and the storage holds a copy of that. They say the same by now, and an isolate has to make them all at its start.
 */
export function shareMetadata(storage: MetadataStorage): void {
  const stored = (meta: EntityMetadata): EntityMetadata => storage.find(meta.class) ?? meta;
  for (const meta of storage) {
    for (const property of meta.props) {
      if (property.targetMeta) property.targetMeta = stored(property.targetMeta);
    }
    const schema = EntitySchema.REGISTRY.get(meta.class);
    if (schema) Reflect.set(schema, '_meta', meta);
  }
}
