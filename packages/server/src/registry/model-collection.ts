import {
  type EntityMetadata,
  type EntityProperty,
  type MetadataStorage,
  ReferenceKind,
  UnderscoreNamingStrategy,
} from '@mikro-orm/core';

/** A many-to-many relation, seen from the model that owns it: its members are kept in a table of pairs. */
export interface ModelCollection {
  /** Name in REST and change lists: `tags`. */
  readonly name: string;
  readonly property: EntityProperty;
  /** Entity of the table of pairs. */
  readonly pivot: EntityMetadata;
  readonly owner: EntityMetadata;
  readonly target: EntityMetadata;
  /** Column of the pair that refers to the owner, and its type in the database. */
  readonly ownerColumn: string;
  readonly ownerSqlType: string;
  readonly targetColumn: string;
  readonly targetSqlType: string;
}

const naming = new UnderscoreNamingStrategy();

/** The collections that an entity owns. */
export function describeCollections(metadata: MetadataStorage, meta: EntityMetadata): readonly ModelCollection[] {
  return Object.values<EntityProperty>(meta.properties)
    .filter((property) => property.kind === ReferenceKind.MANY_TO_MANY && property.owner && !property.polymorphic)
    .flatMap((property) => {
      const target = property.targetMeta;
      const [ownerColumn] = property.joinColumns;
      const [targetColumn] = property.inverseJoinColumns;
      if (!target || ownerColumn === undefined || targetColumn === undefined) return [];
      return {
        name: naming.propertyToColumnName(property.name),
        property,
        pivot: metadata.get<object>(property.pivotEntity),
        owner: meta,
        target: target,
        ownerColumn,
        ownerSqlType: keyTypeOf(meta),
        targetColumn,
        targetSqlType: keyTypeOf(target),
      };
    });
}

function keyTypeOf(meta: EntityMetadata): string {
  return meta.getPrimaryProps()[0]?.columnTypes[0] ?? 'text';
}
