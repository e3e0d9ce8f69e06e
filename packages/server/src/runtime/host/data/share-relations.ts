import { type EntityMetadata, type PopulateOptions, ReferenceKind } from '@mikro-orm/core';

type Row = Record<string, unknown>;

/**
 * Leaves each joined object in the rows once, where it comes first, and its key everywhere else: a thousand devices of one
 * type carry the type once. MikroORM, which reads the rows in order, has the object in its identity map by then. In place.
 */
export function shareRelations(
  meta: EntityMetadata,
  rows: readonly Row[],
  hints: readonly PopulateOptions<object>[] | undefined,
): void {
  if (rows.length < 2 || !hints) return;
  for (const hint of hints) {
    const field = String(hint.field);
    const property = (meta.properties as Record<string, EntityMetadata['relations'][number]>)[field];
    const target = property?.targetMeta;
    const isToOne = property?.kind === ReferenceKind.MANY_TO_ONE || property?.kind === ReferenceKind.ONE_TO_ONE;
    if (!property || !target || !isToOne || !property.owner || target.primaryKeys.length !== 1 || property.targetKey) {
      continue;
    }
    const firsts = keepFirst(rows, field, String(target.primaryKeys[0]));
    shareRelations(target, firsts, hint.children);
  }
}

function keepFirst(rows: readonly Row[], field: string, key: string): readonly Row[] {
  const seen = new Set<unknown>();
  const firsts: Row[] = [];
  for (const row of rows) {
    const value = row[field];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const id = (value as Row)[key];
    if (typeof id !== 'string' && typeof id !== 'number') continue;
    if (seen.has(id)) {
      row[field] = id;
    } else {
      seen.add(id);
      firsts.push(value as Row);
    }
  }
  return firsts;
}
