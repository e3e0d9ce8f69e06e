import { type EntityMetadata, type EntityProperty, raw, ReferenceKind } from '@mikro-orm/core';
import type { JsonValue } from '../../data-protocol.ts';
import { checkCondition } from './check-condition.ts';
import { type CheckedQuery, checkOrders, checkQuery, lockModes, lockNames } from './check-query.ts';
import type { DataContext } from './data-context.ts';
import { readArray, readCount, readKey, readName, readObject, readOneOf, refuse } from './read-arguments.ts';
import { shareRelations } from './share-relations.ts';

type Row = Record<string, unknown>;

const maxGroupFields = 10;

/** `data.find`: rows in MikroORM's form, joined relations within. */
export async function find(context: DataContext, args: unknown): Promise<readonly Row[]> {
  const { meta, where, query } = readQuery(context, args);
  const { orm, transaction } = context;
  const rows = await inOrder(context, query, () =>
    orm.driver.find(meta.class, where as never, { ...query, ctx: transaction.context } as never),
  );
  shareRelations(meta, rows as Row[], query.populate);
  return encodeRows(rows as Row[]);
}

/** `data.findOne`: the first row, or null. */
export async function findOne(context: DataContext, args: unknown): Promise<Row | null> {
  const { meta, where, query } = readQuery(context, args);
  const { orm, transaction } = context;
  const row = await inOrder(context, query, () =>
    orm.driver.findOne(meta.class, where as never, { ...query, ctx: transaction.context } as never),
  );
  return row === null ? null : (encodeRows([row as Row])[0] ?? null);
}

/** `data.count`. */
export async function count(context: DataContext, args: unknown): Promise<number> {
  const { meta, where, query } = readQuery(context, args);
  const { orm, transaction } = context;
  const { orderBy: _orderBy, fields: _fields, ...options } = query;
  return inOrder(context, query, () =>
    orm.driver.count(meta.class, where as never, { ...options, ctx: transaction.context } as never),
  );
}

/** `data.countBy`: the values of each group as text, and behind them how many rows have these. */
export async function countBy(
  { access, orm, transaction }: DataContext,
  args: unknown,
): Promise<readonly (readonly (string | number)[])[]> {
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const properties = readArray(given['fields'], 'The fields to count by', maxGroupFields).map((name) =>
    groupingProperty(access.property(meta, readName(name, 'A field'))),
  );
  if (properties.length === 0) refuse('Name at least one property to count by.');
  const where = access.visible(meta, checkCondition(access, meta, given['where'] ?? {}));
  const names = properties.map((property) => property.name);
  const columns = properties.map((property) => property.fieldNames[0] ?? property.name);
  const select = orm.driver
    .createQueryBuilder(meta.class, transaction.context, 'write', false)
    .select([...names, raw('count(*) as cnt')] as never)
    .where(where as never)
    .groupBy(names as never);
  const rows = await transaction.read(() => select.execute<Row[]>('all', false));
  return rows.map((row) => [...columns.map((column) => String(row[column])), Number(row['cnt'])]);
}

function groupingProperty(property: EntityProperty): EntityProperty {
  const isReference = property.kind === ReferenceKind.MANY_TO_ONE || property.kind === ReferenceKind.ONE_TO_ONE;
  const isValue = property.kind === ReferenceKind.SCALAR && !property.embedded;
  const isColumn = (isValue || (isReference && property.owner)) && property.fieldNames.length === 1;
  if (!isColumn) refuse(`Rows cannot be counted by "${property.name}", which is no column of its own.`);
  return property;
}

/** `data.pivot`: the members of a many-to-many relation by key of their owner. */
export async function pivot(context: DataContext, args: unknown): Promise<Record<string, readonly unknown[]>> {
  const { access, orm, transaction } = context;
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const property = access.property(meta, readName(given['property'], 'The property'));
  if (property.kind !== ReferenceKind.MANY_TO_MANY || property.polymorphic) {
    refuse(`"${property.name}" is no many-to-many relation.`);
  }
  const target = access.target(property);
  const named = readArray(given['owners'], 'The owners').map((owner) => readKey(owner, 'An owner'));
  const owners = await visibleOwners(context, meta, named);
  const where = access.visible(target, checkCondition(access, target, given['where'] ?? {}));
  const orderBy = checkOrders(access, target, given['orderBy']);
  const { orderBy: _orderBy, ...query } = checkQuery(access, target, given['options'] ?? {});
  const perOwner = given['perOwner'] === undefined ? undefined : readObject(given['perOwner'], 'perOwner');
  const options = {
    ...query,
    ...(perOwner
      ? {
          _partitionLimit: {
            limit: readCount(perOwner['limit'], 'limit'),
            ...(perOwner['offset'] === undefined ? {} : { offset: readCount(perOwner['offset'], 'offset') }),
          },
        }
      : {}),
  };
  const keysOnly = given['keysOnly'] === true;
  const map = await inOrder(context, query, () => {
    // By position, as MikroORM declares it.
    const parameters = [property, owners, where, orderBy, transaction.context, options, keysOnly] as const;
    return orm.driver.loadFromPivotTable(
      ...(parameters as unknown as Parameters<typeof orm.driver.loadFromPivotTable>),
    );
  });
  if (keysOnly) return map;
  for (const rows of Object.values(map)) encodeRows(rows as Row[]);
  return map;
}

/** `data.lock`: locks one row until the unit of work ends. */
export async function lock(context: DataContext, args: unknown): Promise<void> {
  const { access, orm, transaction } = context;
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  const [key = null, ...rest] = readKey(given['key'], 'The key');
  if (rest.length > 0 || meta.primaryKeys.length !== 1) refuse(`Rows of ${meta.className} cannot be locked.`);
  const lockMode = lockModes[readOneOf(given['lock'], lockNames, 'lock')];
  await transaction.write(() =>
    orm.driver.find(
      meta.class,
      access.visible(meta, { [String(meta.primaryKeys[0])]: key }) as never,
      {
        fields: [...meta.primaryKeys],
        lockMode,
        ctx: transaction.context,
      } as never,
    ),
  );
}

function readQuery(
  { access }: DataContext,
  args: unknown,
): { readonly meta: EntityMetadata; readonly where: object; readonly query: CheckedQuery } {
  const given = readObject(args, 'The arguments');
  const meta = access.entity(given['entity']);
  return {
    meta,
    where: access.visible(meta, checkCondition(access, meta, given['where'] ?? {})),
    query: checkQuery(access, meta, given['options'] ?? {}),
  };
}

/** Those of the owners whose members the run may see. */
async function visibleOwners(
  { access, orm, transaction }: DataContext,
  meta: EntityMetadata,
  owners: readonly (readonly JsonValue[])[],
): Promise<readonly (readonly JsonValue[])[]> {
  if (!access.limitOfSight(meta) || owners.length === 0) return owners;
  const [key = ''] = meta.primaryKeys as readonly string[];
  const rows = await transaction.read(() =>
    orm.driver.find(
      meta.class,
      access.visible(meta, { [key]: { $in: owners.map((owner) => owner[0] ?? null) } }) as never,
      { fields: [key], ctx: transaction.context } as never,
    ),
  );
  const visible = new Set((rows as Row[]).map((row) => String(row[key])));
  return owners.filter(
    ([first]) => (typeof first === 'string' || typeof first === 'number') && visible.has(String(first)),
  );
}

/** A query that locks rows needs the transaction, as a write does. */
function inOrder<Result>(
  { transaction }: DataContext,
  query: Pick<CheckedQuery, 'lockMode'>,
  statement: () => Promise<Result>,
): Promise<Result> {
  return query.lockMode === undefined ? transaction.read(statement) : transaction.write(statement);
}

/** Bytes have no form in JSON: they become PostgreSQL's text of them. In place: the rows belong to this call alone. */
function encodeRows(rows: Row[]): Row[] {
  const [first] = rows;
  if (!first) return rows;
  for (const row of rows) {
    for (const name in row) {
      const value = row[name];
      if (value instanceof Uint8Array) row[name] = `\\x${Buffer.from(value).toString('hex')}`;
      else if (typeof value === 'number' && !Number.isFinite(value)) row[name] = String(value);
    }
  }
  return rows;
}
