import type { EntityManager } from '@mikro-orm/postgresql';
import type { HostModel, HostModels, ModelCollection, Query, WireValue } from '../../registry/index.ts';
import { readImages, readMembers, type RowImage } from '../../runtime/host/data/changes/row-images.ts';
import type { Sight } from '../users/sight.ts';
import { findHidden, type Hides } from './hidden-objects.ts';
import type { ModelCatalog, RestModel } from './model-catalog.ts';
import { readDisplays, type Displays, type References } from './read-displays.ts';
import { urlOf, type NestedObject, type SerializedObject } from './serialize.ts';

/** What reading objects of models needs. */
export interface ReadScope {
  readonly em: EntityManager;
  /** Whose names may be shown where others refer to them. */
  readonly sight: Sight;
  readonly query: Query;
  readonly catalog: ModelCatalog;
  readonly hostModels: HostModels;
  /** Scheme and host that the client used. */
  readonly baseUrl: string;
}

/**
 * Reads objects as REST shows them, in the order of their ids; those that do not exist are left out. Plain rows and not
 * entities: three statements and one per list of references, whatever the number of objects and relations; and one for each
 * related model that the reader sees in part. What he may not see is shown by its id, without its name.
 */
export async function readObjects(
  scope: ReadScope,
  model: RestModel,
  ids: readonly string[],
): Promise<readonly SerializedObject[]> {
  const host = scope.hostModels.find(model.meta.className);
  if (!host || ids.length === 0) return [];
  const images = await readImages(scope.query, host, { ids });
  const members = await readAllMembers(scope.query, host, [...images.keys()]);
  const page = { model, host, images, members };
  const referred = collectReferences(scope, page);
  const hides = await findHidden(scope.em, scope.sight, referred);
  const displays = await readDisplays(scope.query, wantedDisplays(scope, page, { referred, hides }));
  return ids.flatMap((id) => {
    const image = images.get(id);
    return image ? serializeRow(scope, page, { id, image, displays, hides }) : [];
  });
}

/** Rows of a page and the members of their lists, by list and owner. */
interface PageRows {
  readonly model: RestModel;
  readonly host: HostModel;
  readonly images: ReadonlyMap<string, RowImage>;
  readonly members: ReadonlyMap<ModelCollection, ReadonlyMap<string, readonly string[]>>;
}

async function readAllMembers(query: Query, host: HostModel, ids: readonly string[]): Promise<PageRows['members']> {
  const members = new Map<ModelCollection, ReadonlyMap<string, readonly string[]>>();
  for (const collection of host.collections) members.set(collection, await readMembers(query, collection, ids));
  return members;
}

/** Ids of the objects that those of a page refer to. */
function collectReferences(scope: ReadScope, page: PageRows): ReadonlyMap<RestModel, ReadonlySet<string>> {
  const references = new Map<RestModel, Set<string>>();
  for (const field of page.model.fields) {
    if (field.kind === 'scalar') continue;
    const target = scope.catalog.of(field.target);
    if (!target) continue;
    const wanted = references.get(target) ?? new Set<string>();
    references.set(target, wanted);
    if (field.kind === 'to-one') {
      const index = indexOf(page.host, field.column);
      for (const image of page.images.values()) {
        const id = image[index];
        if (typeof id === 'string') wanted.add(id);
      }
    } else {
      const lists = page.members.get(collectionOf(page.host, field.name)) ?? new Map<string, readonly string[]>();
      for (const list of lists.values()) for (const id of list) wanted.add(id);
    }
  }
  return references;
}

/** The objects whose names a page shows: its own, and of those that they refer to the ones in sight. */
function wantedDisplays(
  scope: ReadScope,
  page: PageRows,
  { referred, hides }: { readonly referred: ReadonlyMap<RestModel, ReadonlySet<string>>; readonly hides: Hides },
): References {
  const wanted: References = new Map([[page.host, new Set(page.images.keys())]]);
  for (const [model, ids] of referred) {
    const host = scope.hostModels.find(model.meta.className);
    if (!host) continue;
    const known = wanted.get(host) ?? new Set<string>();
    wanted.set(host, known);
    for (const id of ids) if (!hides(model, id)) known.add(id);
  }
  return wanted;
}

function serializeRow(
  scope: ReadScope,
  page: PageRows,
  row: { readonly id: string; readonly image: RowImage; readonly displays: Displays; readonly hides: Hides },
): SerializedObject {
  const { model, host } = page;
  const serialized: Record<string, unknown> = {
    ...nested(scope, { model: host, rest: model, id: row.id }, row.displays),
  };
  for (const field of model.fields) {
    if (field.name === 'id') continue;
    if (field.kind === 'scalar') {
      serialized[field.name] = row.image[indexOf(host, field.column)] ?? null;
      continue;
    }
    const target = scope.hostModels.find(field.target.className);
    const rest = scope.catalog.of(field.target);
    const show = (id: WireValue | undefined): NestedObject | null => {
      if (typeof id !== 'string') return null;
      // A page may hold an object that another one on it refers to, and that is out of sight elsewhere.
      const model = rest && row.hides(rest, id) ? undefined : target;
      return nested(scope, { model, rest, id }, row.displays);
    };
    if (field.kind === 'to-one') {
      serialized[field.name] = show(row.image[indexOf(host, field.column)]);
    } else {
      const ids = page.members.get(collectionOf(host, field.name))?.get(row.id) ?? [];
      serialized[field.name] = ids
        .flatMap((id) => show(id) ?? [])
        .sort((a, b) => (a.display < b.display ? -1 : a.display > b.display ? 1 : 0));
    }
  }
  return serialized as SerializedObject;
}

function nested(
  scope: ReadScope,
  object: { readonly model: HostModel | undefined; readonly rest: RestModel | undefined; readonly id: string },
  displays: Displays,
): NestedObject {
  const { model, rest, id } = object;
  return {
    id,
    url: rest ? urlOf(scope.baseUrl, rest, id) : '',
    display: (model && displays.get(model)?.get(id)) ?? id,
  };
}

const columnIndexes = new WeakMap<HostModel, ReadonlyMap<string, number>>();

function indexOf(host: HostModel, column: string): number {
  let indexes = columnIndexes.get(host);
  if (!indexes) {
    indexes = new Map(host.columns.map(({ name }, index) => [name, index]));
    columnIndexes.set(host, indexes);
  }
  return indexes.get(column) ?? -1;
}

function collectionOf(host: HostModel, name: string): ModelCollection {
  const found = host.collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`${host.label} has no list "${name}".`);
  return found;
}
