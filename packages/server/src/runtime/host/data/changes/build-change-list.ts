import type { Column, HostModel, Query, WireValue } from '../../../../registry/index.ts';
import { type Change, type ChangeList, canonicalText, type DraggedObject, type FieldDifference } from './change.ts';
import type { ChangeTracker, Dragged, TrackedObject } from './change-tracker.ts';
import type { Redact } from './redaction.ts';
import { readDisplays, readImages, readMembers, type RowImage } from './row-images.ts';

export interface ChangeListOptions {
  readonly tracker: ChangeTracker;
  readonly query: Query;
  readonly redact: Redact;
  /** Values that are redacted whatever their column. @defaultValue none */
  readonly mustRedact?: ((value: unknown) => boolean) | undefined;
  /** Sequence number before the first: the last of an earlier unit of work of the run. */
  readonly lastSeq: number;
}

type Fields = Record<string, FieldDifference>;

/** A net change whose display is not known yet. */
interface Draft {
  readonly model: HostModel;
  readonly id: string;
  readonly object: TrackedObject;
  readonly action: Change['action'];
  readonly fields: Fields;
}

/**
 * Compares each touched object with how it is now. Must run in the transaction of the changes, before it ends.
 * What was created and deleted again, and what is as it was, leaves nothing.
 */
export async function buildChangeList(options: ChangeListOptions): Promise<ChangeList> {
  const drafts: Draft[] = [];
  for (const [model, objects] of options.tracker.objects) drafts.push(...(await draftChanges(options, model, objects)));
  drafts.sort((a, b) => a.object.seq - b.object.seq);
  const displays = await displaysOf(options, drafts);
  const changes = drafts.map((draft, index) => toChange(draft, { seq: options.lastSeq + index + 1, drafts: displays }));
  return { changes, texts: changes.map((change) => canonicalText(change)) };
}

async function draftChanges(
  { query, redact, mustRedact }: ChangeListOptions,
  model: HostModel,
  objects: ReadonlyMap<string, TrackedObject>,
): Promise<Draft[]> {
  const after = await readImages(query, model, { ids: [...objects.keys()] });
  const fieldsOfMembers = await memberFields({ query, model, objects, after });
  const drafts: Draft[] = [];
  for (const [id, object] of objects) {
    const now = after.get(id) ?? null;
    if (object.before === null && now === null) continue;
    const fields = compareRows(model.columns, { before: object.before, after: now }, (column, value) =>
      column.isSensitive || mustRedact?.(value) === true ? redact(value) : value,
    );
    Object.assign(fields, fieldsOfMembers.get(id));
    const action = object.before === null ? 'create' : now === null ? 'delete' : 'update';
    if (action === 'update' && Object.keys(fields).length === 0) continue;
    drafts.push({ model, id, object, action, fields });
  }
  return drafts;
}

function compareRows(
  columns: readonly Column[],
  { before, after }: { readonly before: RowImage | null; readonly after: RowImage | null },
  showValue: (column: Column, value: WireValue) => WireValue,
): Fields {
  const fields: Fields = {};
  for (const [index, column] of columns.entries()) {
    if (column.isBookkeeping || column.property === 'id') continue;
    const show = (value: WireValue): WireValue => showValue(column, value);
    const old = before?.[index] ?? null;
    const now = after?.[index] ?? null;
    if (before === null) {
      if (now !== null) fields[column.name] = { after: show(now) };
    } else if (after === null) {
      if (old !== null) fields[column.name] = { before: show(old) };
    } else if (!isSame(old, now)) {
      fields[column.name] = { before: show(old), after: show(now) };
    }
  }
  return fields;
}

/** JSON of PostgreSQL: the same value has the same text, as `jsonb` keeps its keys in one order. */
function isSame(a: WireValue, b: WireValue): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

async function memberFields({
  query,
  model,
  objects,
  after,
}: {
  readonly query: Query;
  readonly model: HostModel;
  readonly objects: ReadonlyMap<string, TrackedObject>;
  readonly after: ReadonlyMap<string, RowImage>;
}): Promise<ReadonlyMap<string, Fields>> {
  const result = new Map<string, Fields>();
  for (const collection of model.collections) {
    const owners = [...objects].filter(([, object]) => object.members?.has(collection)).map(([id]) => id);
    if (owners.length === 0) continue;
    const members = await readMembers(query, collection, owners);
    for (const id of owners) {
      const object = objects.get(id);
      const old = object?.members?.get(collection) ?? [];
      const now = members.get(id) ?? [];
      const isCreated = object?.before === null;
      const isDeleted = !after.has(id);
      const isUnchanged = old.length === now.length && old.every((member, index) => member === now[index]);
      if (isUnchanged) continue;
      const fields = result.get(id) ?? {};
      fields[collection.name] = isCreated ? { after: now } : isDeleted ? { before: old } : { before: old, after: now };
      result.set(id, fields);
    }
  }
  return result;
}

/** Displays by model and key; those of deleted objects were computed before they went. */
type Displays = ReadonlyMap<
  HostModel,
  ReadonlyMap<string, { readonly display: string; readonly action: Change['action'] }>
>;

/** In place of a display that holds what must not be shown. */
const redactedDisplay = '[redacted]';

async function displaysOf({ query, mustRedact }: ChangeListOptions, drafts: readonly Draft[]): Promise<Displays> {
  const result = new Map<HostModel, Map<string, { display: string; action: Change['action'] }>>();
  for (const [model, ofModel] of Map.groupBy(drafts, (draft) => draft.model)) {
    const present = ofModel.filter((draft) => draft.action !== 'delete').map((draft) => draft.id);
    const displays = await readDisplays(query, model, present);
    result.set(
      model,
      new Map(
        ofModel.map(({ id, object, action }) => {
          const display = action === 'delete' ? object.display : displays.get(id);
          const shown = mustRedact?.(display) === true ? redactedDisplay : display;
          return [id, { display: shown ?? id, action }];
        }),
      ),
    );
  }
  return result;
}

function toChange(draft: Draft, { seq, drafts }: { readonly seq: number; readonly drafts: Displays }): Change {
  const { model, id, object, action, fields } = draft;
  const cascades = action === 'delete' ? cascadesOf(object.dragged ?? [], drafts) : [];
  const version = versionOf(model, object.before);
  return {
    seq,
    action,
    model: model.label,
    id,
    display: drafts.get(model)?.get(id)?.display ?? id,
    fields,
    ...(version === undefined ? {} : { versionBefore: version }),
    ...(cascades.length > 0 ? { cascades } : {}),
  };
}

/** Only what really went or changed: the net of the whole unit of work. */
function cascadesOf(dragged: readonly Dragged[], drafts: Displays): readonly DraggedObject[] {
  const unique = new Map(dragged.map((it) => [`${it.model.label} ${it.id}`, it]));
  return [...unique.values()].flatMap(({ model, id }) => {
    const known = drafts.get(model)?.get(id);
    if (!known || known.action === 'create') return [];
    return { action: known.action, model: model.label, id, display: known.display };
  });
}

function versionOf(model: HostModel, before: RowImage | null): string | undefined {
  if (before === null || !model.versionColumn) return undefined;
  const value = before[model.columns.indexOf(model.versionColumn)];
  return value === null || value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}
