import { type EntityMetadata, Utils } from '@mikro-orm/core';
import type { HostModel } from '../../../registry/index.ts';
import type { JsonObject, JsonValue, WriteResult } from '../../data-protocol.ts';
import { checkCondition } from './check-condition.ts';
import { type CheckedRow, checkRows } from './check-rows.ts';
import { changeCollections } from './collection-operations.ts';
import type { DataContext } from './data-context.ts';
import { findPairOwners, touchPairs } from './pair-rows.ts';
import { readArray, readObject, readOneOf, refuse } from './read-arguments.ts';

/** Options of every write: the values are in the form of the database already. */
const asGiven = { convertCustomTypes: false, processCollections: false } as const;

/** `data.insert` */
export async function insert(context: DataContext, args: unknown): Promise<WriteResult> {
  const { access, orm, transaction, tracker } = context;
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const model = access.model(meta);
  const { rows, collections } = checkRows(access, meta, given['rows']);
  if (rows.length === 0) return { affectedRows: 0 };
  // Before PostgreSQL is asked: what a constraint says of other rows is for those who may add some.
  if (model) context.guard.requireModel('add', model);
  const result = await transaction.write(async () => {
    if (!model) await touchPairs(context, meta, rows);
    const answer = await orm.driver.nativeInsertMany(meta.class, rows, { ...asGiven, ctx: transaction.context });
    if (model) await tracker.created(model, insertedKeys(model, rows, answer.rows));
    return answer;
  });
  if (model && collections) await insertMembers(context, { model, rows, collections });
  return toWriteResult(result);
}

/** `data.update` */
export async function update(context: DataContext, args: unknown): Promise<WriteResult> {
  const { access, orm, transaction, tracker } = context;
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const model = access.model(meta);
  const conditions = readArray(given['where'], 'where', 20_000).map((item) => checkCondition(access, meta, item));
  const { rows, collections } = checkRows(access, meta, given['rows']);
  if (rows.length !== conditions.length) refuse('An update needs one condition for each row.');
  if (collections) refuse('Members of collections cannot be set by an update: use the collection of the object.');
  for (const row of rows) refuseKeyChange(meta, row);
  const [condition, row] = [conditions[0], rows[0]];
  if (!condition || !row || !rows.some((item) => Object.keys(item).length > 0)) return { affectedRows: 0 };
  return transaction.write(async () => {
    const options = { ...asGiven, ctx: transaction.context };
    if (!model) {
      await findPairOwners(context, meta, conditions);
      return toWriteResult(
        rows.length === 1
          ? await orm.driver.nativeUpdate(meta.class, condition, row as never, options)
          : await orm.driver.nativeUpdateMany(meta.class, conditions as never, rows as never, options),
      );
    }
    if (rows.length > 1) {
      const keys = conditions.map((item) => keyOf(model, item));
      await tracker.touch(model, keys);
      const result = await orm.driver.nativeUpdateMany(meta.class, conditions as never, rows as never, options);
      await tracker.written(model, keys);
      return toWriteResult(result);
    }
    const ids = await findKeys(context, model, condition);
    if (ids.length === 0) return { affectedRows: 0 };
    await tracker.touch(model, ids);
    const where = isKeyed(model, condition) ? condition : { [model.key.property]: { $in: ids } };
    const result = await orm.driver.nativeUpdate(meta.class, where, row as never, options);
    await tracker.written(model, ids);
    return toWriteResult(result);
  });
}

/** `data.upsert` */
export async function upsert(context: DataContext, args: unknown): Promise<WriteResult> {
  const { access, orm, transaction, tracker } = context;
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const model = access.model(meta) ?? refuse(`Rows of ${meta.className} cannot be upserted.`);
  const { rows, collections } = checkRows(access, meta, given['rows']);
  if (collections) refuse('Members of collections cannot be set by an upsert: use the collection of the object.');
  const conflictFields = readProperties(context, meta, given['conflictFields']);
  if (conflictFields.length === 0) refuse('An upsert needs the properties of a unique constraint.');
  if (rows.length === 0) return { affectedRows: 0 };
  context.guard.requireModel('add', model);
  const options = {
    ...asGiven,
    upsert: true,
    onConflictFields: conflictFields as never[],
    onConflictAction: readOneOf(given['action'], ['merge', 'ignore'] as const, 'action'),
    ...(given['mergeFields'] === undefined
      ? {}
      : { onConflictMergeFields: readProperties(context, meta, given['mergeFields']) as never[] }),
    ...(given['excludeFields'] === undefined
      ? {}
      : { onConflictExcludeFields: readProperties(context, meta, given['excludeFields']) as never[] }),
  };
  const sameKeys = {
    $or: rows.map((row) => Object.fromEntries(conflictFields.map((name) => [name, row[name] ?? null]))),
  };
  return transaction.write(async () => {
    // Those out of sight too: the row is written whether the run sees it or not, or refused.
    await tracker.touch(model, await selectKeys(context, model, sameKeys));
    const where = rows.map((row) => Object.fromEntries(conflictFields.map((name) => [name, row[name] ?? null])));
    const result = await orm.driver.nativeUpdateMany(meta.class, where as never, rows as never, {
      ...options,
      ctx: transaction.context,
    });
    await tracker.created(model, await selectKeys(context, model, sameKeys));
    return toWriteResult(result);
  });
}

/** `data.delete` */
export async function remove(context: DataContext, args: unknown): Promise<WriteResult> {
  const { access, orm, transaction, tracker } = context;
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const model = access.model(meta);
  const condition = checkCondition(access, meta, given['where'] ?? {});
  return transaction.write(async () => {
    if (!model) {
      await findPairOwners(context, meta, [condition]);
      return toWriteResult(await orm.driver.nativeDelete(meta.class, condition, { ctx: transaction.context }));
    }
    const ids = await findKeys(context, model, condition);
    if (ids.length === 0) return { affectedRows: 0 };
    await tracker.touchForDelete(model, ids);
    const where = { [model.key.property]: { $in: ids } };
    return toWriteResult(await orm.driver.nativeDelete(meta.class, where, { ctx: transaction.context }));
  });
}

/** Keys of the rows in sight that a condition matches; those that it names are not asked for. */
async function findKeys(context: DataContext, model: HostModel, condition: JsonObject): Promise<string[]> {
  const { property } = model.key;
  const names = Object.keys(condition);
  if (names.length === 1 && names[0] === property) {
    const named = namedKeys(condition[property]);
    if (named) return named;
  }
  return selectKeys(context, model, context.access.visible(model.meta, condition));
}

async function selectKeys(context: DataContext, model: HostModel, condition: JsonObject): Promise<string[]> {
  const { property } = model.key;
  const rows = await context.orm.driver.find(
    model.meta.class,
    condition as never,
    {
      fields: [property],
      ctx: context.transaction.context,
    } as never,
  );
  return [...new Set((rows as Record<string, unknown>[]).map((row) => String(row[property])))];
}

function namedKeys(value: JsonValue | undefined): string[] | undefined {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.every((it) => typeof it === 'string') ? value : undefined;
  if (Utils.isPlainObject(value)) {
    const operators = Object.entries(value as JsonObject);
    const [operator, operand] = operators[0] ?? [];
    if (operators.length === 1 && (operator === '$in' || operator === '$eq')) return namedKeys(operand);
  }
  return undefined;
}

/** A condition of the unit of work: the key, and the version if there is one. */
function isKeyed(model: HostModel, condition: JsonObject): boolean {
  return typeof condition[model.key.property] === 'string' || typeof condition[model.key.property] === 'number';
}

function keyOf(model: HostModel, condition: JsonObject): string {
  const value = condition[model.key.property];
  if (typeof value !== 'string' && typeof value !== 'number')
    refuse('Updates of several rows have to name each by its key.');
  for (const [name, item] of Object.entries(condition)) {
    if (typeof item === 'object' && item !== null) refuse(`The condition on "${name}" has to be a value.`);
  }
  return String(value);
}

function refuseKeyChange(meta: EntityMetadata, row: CheckedRow): void {
  for (const key of meta.primaryKeys as readonly string[]) {
    if (Object.hasOwn(row, key)) refuse(`The key "${key}" of an object cannot be changed. Create a new object.`);
  }
}

function readProperties({ access }: DataContext, meta: EntityMetadata, value: unknown): string[] {
  return readArray(value, 'The properties', 200).map((item) => access.property(meta, String(item)).name);
}

function insertedKeys(
  model: HostModel,
  rows: readonly CheckedRow[],
  returned: readonly Record<string, unknown>[] | undefined,
): string[] {
  const { property, name } = model.key;
  return rows.map((row, index) => {
    const key = row[property] ?? returned?.[index]?.[name];
    if (typeof key !== 'string' && typeof key !== 'number') refuse(`A row of ${model.label} has no key.`);
    return String(key);
  });
}

/** Members that were given along with new rows. */
async function insertMembers(
  context: DataContext,
  inserted: {
    readonly model: HostModel;
    readonly rows: readonly CheckedRow[];
    readonly collections: readonly ReadonlyMap<string, readonly (readonly JsonValue[])[]>[];
  },
): Promise<void> {
  const { model, rows, collections } = inserted;
  const changes = rows.flatMap((row, index) =>
    [...(collections[index] ?? [])].map(([property, insert]) => ({
      entity: model.meta.className,
      property,
      owner: [row[model.key.property] ?? null],
      remove: [],
      insert,
      initialized: true,
    })),
  );
  if (changes.length > 0) await changeCollections(context, { changes });
}

function toWriteResult(result: {
  readonly affectedRows: number;
  readonly insertId?: unknown;
  readonly row?: unknown;
  readonly rows?: readonly unknown[];
}): WriteResult {
  return {
    affectedRows: result.affectedRows,
    ...(result.insertId === undefined ? {} : { insertId: result.insertId as JsonValue }),
    ...(result.row === undefined ? {} : { row: result.row as JsonObject }),
    ...(result.rows === undefined ? {} : { rows: result.rows as readonly JsonObject[] }),
  };
}
