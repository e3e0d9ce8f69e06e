import type { FieldDifference } from '../../runtime/host/data/changes/change.ts';
import type { Redact } from '../../runtime/host/data/changes/redaction.ts';
import type { WireValue } from '../../registry/index.ts';
import type { RestModel } from '../models/model-catalog.ts';
import type { ModelEntity } from '../models/model-entity.ts';
import { toWire } from '../models/serialize.ts';

/** An object's columns as change lists write them; lists of other objects as sorted ids. */
export type Snapshot = Readonly<Record<string, WireValue>>;

/** What changes by itself, and says nothing about what somebody did. */
const unrecorded = new Set([
  'id',
  'created',
  'last_updated',
  'last_login',
  'current_commit',
  'last_sync_requested',
  'last_synced',
  'last_problem',
  'last_result',
  'next_run',
  'last_run',
  'total_run_count',
]);

/** Properties that nothing shows, and under which name it is noted that they changed. */
const concealed = { passwordHash: 'password', sealedValue: 'value' } as const;

/** Notes an object with all its lists loaded. What is secret shows as a marker. */
export function takeSnapshot(model: RestModel, entity: ModelEntity, redact: Redact): Snapshot {
  const values = entity as unknown as Readonly<Record<string, unknown>>;
  const fields = model.fields
    .filter((field) => !unrecorded.has(field.name))
    .map((field) => {
      const value = values[field.property];
      if (field.kind === 'scalar') return [field.name, toWire(field, value) as WireValue] as const;
      return [field.name, field.kind === 'to-one' ? idOf(value) : idsOf(value)] as const;
    });
  const markers = Object.entries(concealed).flatMap(([property, name]) =>
    property in values ? [[name, redact(bytesAsText(values[property] ?? null))] as const] : [],
  );
  return Object.fromEntries([...fields, ...markers]);
}

/** What differs, by field. Without a snapshot before it is a create, without one after a delete. */
export function compareSnapshots(
  before: Snapshot | undefined,
  after: Snapshot | undefined,
): Readonly<Record<string, FieldDifference>> {
  const differences: Record<string, FieldDifference> = {};
  for (const name of Object.keys(after ?? before ?? {})) {
    const [old, next] = [before?.[name] ?? null, after?.[name] ?? null];
    if (JSON.stringify(old) === JSON.stringify(next)) continue;
    differences[name] = { ...(before ? { before: old } : {}), ...(after ? { after: next } : {}) };
  }
  return differences;
}

function idOf(reference: unknown): string | null {
  return (reference as { readonly id?: string } | null | undefined)?.id ?? null;
}

function idsOf(collection: unknown): readonly string[] {
  const { getItems } = collection as { getItems?: (check: boolean) => readonly ModelEntity[] };
  return getItems === undefined
    ? []
    : getItems
        .call(collection, false)
        .map(({ id }) => id)
        .toSorted();
}

function bytesAsText(value: unknown): WireValue {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value as WireValue);
}
