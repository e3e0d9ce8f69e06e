import { type EntityMetadata, type EntityProperty, type PopulateOptions, Utils } from '@mikro-orm/core';
import type { DriverFindOptions } from './query-options.ts';

/** Types of entities whose rows a query can see: its own, those in its conditions and orders, those it loads along. */
export function relatedEntities(
  meta: EntityMetadata,
  where: unknown,
  options: DriverFindOptions = {},
): ReadonlySet<EntityMetadata> {
  const related = new Set<EntityMetadata>([meta]);
  addConditions(meta, where, related);
  addConditions(meta, options.orderBy, related);
  addConditions(meta, options.populateWhere, related);
  addHints(meta, options.populate as unknown as readonly PopulateOptions<object>[] | undefined, related);
  return related;
}

function addConditions(meta: EntityMetadata, condition: unknown, related: Set<EntityMetadata>): void {
  if (Array.isArray(condition)) {
    for (const item of condition) addConditions(meta, item, related);
    return;
  }
  if (!Utils.isPlainObject(condition)) return;
  for (const [key, value] of Object.entries(condition)) {
    const target = addTarget(propertyOf(meta, key), related);
    addConditions(target ?? meta, value, related);
  }
}

function addHints(
  meta: EntityMetadata,
  hints: readonly PopulateOptions<object>[] | undefined,
  related: Set<EntityMetadata>,
): void {
  if (!Array.isArray(hints)) return;
  for (const hint of hints as readonly PopulateOptions<object>[]) {
    const target = addTarget(propertyOf(meta, String(hint.field).split(':')[0] ?? ''), related);
    if (target) addHints(target, hint.children, related);
  }
}

/** A collection of pairs belongs to the type that owns it: members that come or go mark that type. */
function addTarget(property: EntityProperty | undefined, related: Set<EntityMetadata>): EntityMetadata | undefined {
  const target = property?.targetMeta;
  if (target) related.add(target);
  return target;
}

function propertyOf(meta: EntityMetadata, name: string): EntityProperty | undefined {
  return Object.hasOwn(meta.properties, name) ? (meta.properties as Record<string, EntityProperty>)[name] : undefined;
}
