import type { EntityManager } from '@mikro-orm/postgresql';
import type { ListQuery } from './filters/parse-list-query.ts';
import type { Sight } from '../users/sight.ts';
import { findHidden, type Hides } from './hidden-objects.ts';
import type { ModelCatalog, RestModel } from './model-catalog.ts';
import type { ModelEntity } from './model-entity.ts';
import type { ModelField, ScalarField } from './model-field.ts';
import type { Where } from './filters/where.ts';

/** An object as others refer to it. */
export interface NestedObject {
  readonly id: string;
  readonly url: string;
  readonly display: string;
}

/** An object as its own page shows it: `id`, `url`, `display`, then the fields by column name. */
export type SerializedObject = Readonly<Record<string, unknown>> & NestedObject;

/** What serialisation needs besides the object. */
export interface SerializeContext {
  readonly catalog: ModelCatalog;
  /** Scheme and host that the client used: `https://jobs.example.com`. */
  readonly baseUrl: string;
  /** Objects whose names are not shown where others refer to them. @defaultValue none */
  readonly hides?: Hides;
}

/** Where objects are shown, and to whom. */
export interface ShowScope extends Pick<SerializeContext, 'catalog' | 'baseUrl'> {
  readonly em: EntityManager;
  readonly sight: Sight;
}

/** Relations that must be loaded before objects of a model can be serialised: a fixed number, whatever the page's size. */
export function relationsOf(catalog: ModelCatalog, model: RestModel): string[] {
  const relations = model.fields.flatMap((field) => {
    if (field.kind === 'scalar') return [];
    const target = catalog.of(field.target);
    return [field.property, ...(target?.display.relations.map((path) => `${field.property}.${path}`) ?? [])];
  });
  return [...new Set([...relations, ...model.display.relations])];
}

/** Reads a page of objects with everything that serialisation needs. */
export async function loadPage(
  em: EntityManager,
  context: { readonly catalog: ModelCatalog; readonly model: RestModel },
  query: ListQuery,
): Promise<{ readonly count: number; readonly objects: readonly ModelEntity[] }> {
  const { model } = context;
  const count = await em.count(model.meta.class, query.where);
  if (count <= query.page.offset) return { count, objects: [] };
  const objects = await em.find(model.meta.class, query.where, {
    populate: relationsOf(context.catalog, model) as never,
    orderBy: query.orderBy as never,
    limit: query.page.limit,
    offset: query.page.offset,
  });
  return { count, objects: objects as ModelEntity[] };
}

/** Reads one object with everything that serialisation needs. */
export async function loadObject(
  em: EntityManager,
  context: { readonly catalog: ModelCatalog; readonly model: RestModel },
  where: Where,
): Promise<ModelEntity | undefined> {
  const populate = relationsOf(context.catalog, context.model) as never;
  const object = await em.findOne(context.model.meta.class, where, { populate, refresh: true });
  return (object ?? undefined) as ModelEntity | undefined;
}

/** Objects as their own pages show them, with what they refer to by name only as far as it is in sight. */
export async function showObjects(
  scope: ShowScope,
  model: RestModel,
  objects: readonly ModelEntity[],
): Promise<readonly SerializedObject[]> {
  const { catalog, baseUrl } = scope;
  const references = new Map<RestModel, Set<string>>();
  for (const field of model.fields) {
    const target = field.kind === 'scalar' ? undefined : catalog.of(field.target);
    if (!target) continue;
    const ids = references.get(target) ?? new Set<string>();
    references.set(target, ids);
    for (const object of objects)
      for (const id of referredIds(field, readProperty(object, field.property))) ids.add(id);
  }
  const hides = await findHidden(scope.em, scope.sight, references);
  return objects.map((object) => serializeObject({ catalog, baseUrl, hides }, model, object));
}

/** One object as its own page shows it: see {@link showObjects}. */
export async function showObject(scope: ShowScope, model: RestModel, object: ModelEntity): Promise<SerializedObject> {
  const [shown] = await showObjects(scope, model, [object]);
  if (!shown) throw new Error('An object was not shown.');
  return shown;
}

function referredIds(field: ModelField, value: unknown): readonly string[] {
  const items = field.kind === 'to-many' ? collectionItems(value) : [value];
  return items.flatMap((item) => unwrapReference(item)?.id ?? []);
}

export function serializeObject(context: SerializeContext, model: RestModel, entity: ModelEntity): SerializedObject {
  const serialized: Record<string, unknown> = { ...serializeNested(context, model, entity) };
  for (const field of model.fields) {
    if (field.name === 'id') continue;
    serialized[field.name] = serializeField(context, field, readProperty(entity, field.property));
  }
  return serialized as SerializedObject;
}

export function serializeNested(context: SerializeContext, model: RestModel, entity: ModelEntity): NestedObject {
  return { id: entity.id, url: urlOf(context.baseUrl, model, entity.id), display: model.display.render(entity) };
}

/** Address of an object. */
export function urlOf(baseUrl: string, model: Pick<RestModel, 'path'>, id: string): string {
  return `${baseUrl}${model.path}${encodeURIComponent(id)}/`;
}

function serializeField(context: SerializeContext, field: ModelField, value: unknown): unknown {
  if (field.kind === 'scalar') return toWire(field, value);
  const target = context.catalog.of(field.target);
  if (field.kind === 'to-one') return serializeReference(context, target, value);
  return collectionItems(value)
    .map((item) => serializeReference(context, target, item))
    .sort((a, b) => (a?.display ?? '').localeCompare(b?.display ?? ''));
}

function serializeReference(
  context: SerializeContext,
  target: RestModel | undefined,
  value: unknown,
): NestedObject | null {
  const entity = unwrapReference(value);
  if (!entity) return null;
  if (!target) return { id: entity.id, url: '', display: entity.id };
  if (context.hides?.(target, entity.id) !== true) return serializeNested(context, target, entity);
  return { id: entity.id, url: urlOf(context.baseUrl, target, entity.id), display: entity.id };
}

/** A column's value as REST, change lists and job inputs write it. */
export function toWire(field: Pick<ScalarField, 'type'>, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return field.type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (field.type === 'decimal' && typeof value === 'number') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

function readProperty(entity: object, property: string): unknown {
  return (entity as Readonly<Record<string, unknown>>)[property];
}

/** The entity behind a property, which may be wrapped in MikroORM's `Reference`. */
function unwrapReference(value: unknown): ModelEntity | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return ('unwrap' in value && typeof value.unwrap === 'function' ? value.unwrap() : value) as ModelEntity;
}

function collectionItems(value: unknown): readonly unknown[] {
  if (typeof value === 'object' && value !== null && 'getItems' in value && typeof value.getItems === 'function') {
    return (value.getItems as (check: boolean) => unknown[])(false);
  }
  return [];
}
