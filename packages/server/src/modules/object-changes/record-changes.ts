import type { EntityManager } from '@mikro-orm/postgresql';
import { v7 as uuidv7 } from 'uuid';
import type { ModelCatalog, RestModel } from '../models/model-catalog.ts';
import { toWire, type ModelEntity } from '../models/serialize.ts';
import type { FieldChange } from '../job-results/change-entry.entity.ts';
import { ObjectChange } from './object-change.entity.ts';

/** Who makes a change, and within which request. */
export interface Author {
  readonly id: string;
  readonly username: string;
  readonly requestId: string;
}

/** An object at one moment: its line, and its columns in wire form. */
export interface Snapshot {
  readonly label: string;
  readonly id: string;
  readonly display: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** One object before and after; only one of both for a create or delete. */
export interface ObjectTransition {
  readonly before?: Snapshot | undefined;
  readonly after?: Snapshot | undefined;
}

/** Reads an object's state. Relations that its display needs must be loaded. */
export async function snapshot(catalog: ModelCatalog, model: RestModel, entity: ModelEntity): Promise<Snapshot> {
  const columns: Record<string, unknown> = {};
  for (const field of model.fields) {
    const value = (entity as Readonly<Record<string, unknown>>)[field.property];
    if (field.kind === 'scalar') columns[field.column] = toWire(field, value);
    else if (field.kind === 'to-one') columns[field.column] = (value as ModelEntity | null | undefined)?.id ?? null;
    else columns[field.name] = identifiersOf(value);
  }
  return { label: model.label, id: entity.id, display: model.display.render(entity), columns };
}

/** Writes one audit record per object that changed, in the transaction of the change. */
export async function recordChanges(
  scope: { readonly em: EntityManager; readonly author: Author },
  transitions: readonly ObjectTransition[],
): Promise<void> {
  const time = new Date();
  const rows = transitions.flatMap((transition) => {
    const { before, after } = transition;
    const shown = after ?? before;
    const fields = diff(before, after);
    if (!shown || Object.keys(fields).length === 0) return [];
    return {
      id: uuidv7(),
      time,
      user: scope.author.id,
      userName: scope.author.username,
      requestId: scope.author.requestId,
      action: before ? (after ? ('update' as const) : ('delete' as const)) : ('create' as const),
      changedObjectType: shown.label,
      changedObjectId: shown.id,
      objectRepr: shown.display.slice(0, 500),
      fields,
    };
  });
  if (rows.length > 0) await scope.em.insertMany(ObjectChange, rows);
}

/** Columns whose value only says that the row was written. */
const bookkeeping = new Set(['id', 'last_updated']);

function diff(before: Snapshot | undefined, after: Snapshot | undefined): Record<string, FieldChange> {
  const fields: Record<string, FieldChange> = {};
  for (const name of Object.keys(after?.columns ?? before?.columns ?? {})) {
    if (bookkeeping.has(name)) continue;
    const [old, current] = [before?.columns[name], after?.columns[name]];
    if (before && after && JSON.stringify(old) === JSON.stringify(current)) continue;
    fields[name] = { ...(before ? { before: old } : {}), ...(after ? { after: current } : {}) };
  }
  return fields;
}

function identifiersOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || !('getItems' in value)) return [];
  const items = (value.getItems as (check: boolean) => readonly ModelEntity[])(false);
  return items.map((item) => item.id).sort();
}
