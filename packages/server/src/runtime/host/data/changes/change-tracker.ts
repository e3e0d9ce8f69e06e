import { ChangedObjectsLimitError } from '../../../../errors.ts';
import type { ForeignKeyGraph, HostModel, HostModels, ModelCollection, Query } from '../../../../registry/index.ts';
import type { WriteGuard } from '../write-guard.ts';
import { readDisplays, readImages, readMembers, readOwners, readReferrers, type RowImage } from './row-images.ts';

export interface ChangeTrackerOptions {
  readonly models: HostModels;
  readonly foreignKeys: ForeignKeyGraph;
  readonly query: Query;
  /** Objects that a run may touch. */
  readonly maxObjects: number;
  /** Refuses what the run may not do. @defaultValue nothing is refused */
  readonly guard?: WriteGuard;
}

/** An object that was dragged along by a delete, before its display is known. */
export interface Dragged {
  readonly action: 'delete' | 'update';
  readonly model: HostModel;
  readonly id: string;
}

/** What is known of an object from before its first change. */
export interface TrackedObject {
  readonly seq: number;
  /** The row before; null: there was none. */
  readonly before: RowImage | null;
  /** How it showed itself when it was deleted. */
  display?: string;
  dragged?: Dragged[];
  /** Members before, of the collections that were touched. */
  members?: Map<ModelCollection, readonly string[]>;
}

/**
 * Remembers how each object was before the unit of work first touched it: what it writes itself, and what PostgreSQL's
 * foreign keys delete or change along with that. Must be told before a write happens, within the transaction of the write.
 *
 * As it hears of everything, it is here that a write is refused which the run may not make. What counts is the net change: an object
 * that the run itself has created needs the permission to add it, whatever else the run does with it.
 */
export class ChangeTracker {
  readonly #options: ChangeTrackerOptions;
  readonly #objects = new Map<HostModel, Map<string, TrackedObject>>();
  #count = 0;

  constructor(options: ChangeTrackerOptions) {
    this.#options = options;
  }

  /** Objects touched so far, whatever came of it. */
  get count(): number {
    return this.#count;
  }

  get objects(): ReadonlyMap<HostModel, ReadonlyMap<string, TrackedObject>> {
    return this.#objects;
  }

  /**
   * Notes rows that have just been inserted.
   * @throws {@link DataPermissionError} when the run may not add one of them
   */
  async created(model: HostModel, ids: readonly string[]): Promise<void> {
    const tracked = this.#of(model);
    for (const id of ids) {
      if (!tracked.has(id)) this.#track(tracked, id, null);
    }
    await this.written(model, ids);
  }

  /**
   * Checks rows that have just been written: they must not have left the objects that the run may add or change.
   * @throws {@link DataPermissionError}
   */
  async written(model: HostModel, ids: readonly string[]): Promise<void> {
    const { guard } = this.#options;
    if (!guard) return;
    const existed = this.#existed(model, ids);
    const tracked = this.#of(model);
    await guard.require('change', model, existed);
    const isOld = new Set(existed);
    await guard.require(
      'add',
      model,
      ids.filter((id) => !isOld.has(id) && tracked.has(id)),
    );
  }

  /**
   * Reads rows that are about to be written, unless they are known; locks them.
   * @throws {@link DataPermissionError} when the run may not change one of them
   */
  async touch(model: HostModel, ids: readonly string[]): Promise<void> {
    await this.#read(model, ids);
    await this.#options.guard?.require('change', model, this.#existed(model, ids));
  }

  async #read(model: HostModel, ids: readonly string[]): Promise<void> {
    const tracked = this.#of(model);
    const unknown = [...new Set(ids)].filter((id) => !tracked.has(id));
    if (unknown.length === 0) return;
    this.#checkLimit(unknown.length);
    const images = await readImages(this.#options.query, model, { ids: unknown, lock: true });
    for (const id of unknown) {
      const image = images.get(id);
      // A key without a row changes nothing.
      if (image) this.#track(tracked, id, image);
    }
  }

  /** Reads the members of collections that are about to be changed, unless they are known. */
  async touchMembers(collection: ModelCollection, owners: readonly string[]): Promise<void> {
    const model = this.#options.models.find(collection.owner.className);
    if (!model) return;
    await this.touch(model, owners);
    await this.#readMembers(collection, owners);
  }

  async #readMembers(collection: ModelCollection, owners: readonly string[]): Promise<void> {
    const model = this.#options.models.find(collection.owner.className);
    if (!model) return;
    const tracked = this.#of(model);
    const unknown: string[] = [];
    for (const owner of new Set(owners)) {
      const object = tracked.get(owner);
      if (!object || object.members?.has(collection)) continue;
      // What the run itself has created had no members before it.
      if (object.before === null) setMembers(object, collection, []);
      else unknown.push(owner);
    }
    if (unknown.length === 0) return;
    const members = await readMembers(this.#options.query, collection, unknown);
    for (const owner of unknown) {
      const object = tracked.get(owner);
      if (object) setMembers(object, collection, members.get(owner) ?? []);
    }
  }

  /** Reads rows that are about to be deleted, and all that goes or changes with them. */
  async touchForDelete(model: HostModel, ids: readonly string[]): Promise<void> {
    const roots = new Map(ids.map((id) => [id, id]));
    await this.#followDelete({ root: model, model, roots, visited: new Map() });
  }

  async #followDelete(step: DeleteStep): Promise<void> {
    const { model, visited } = step;
    const seen = visited.get(model) ?? new Set<string>();
    visited.set(model, seen);
    const ids = [...step.roots.keys()].filter((id) => !seen.has(id));
    if (ids.length === 0) return;
    for (const id of ids) seen.add(id);
    await this.#read(model, ids);
    await this.#options.guard?.require('delete', model, this.#existed(model, ids));
    await this.#rememberDisplays(model, ids);
    for (const collection of model.collections) await this.#readMembers(collection, ids);
    for (const key of this.#options.foreignKeys.referringTo(model.meta.tableName)) {
      if (key.onDelete === 'restrict' || key.parentColumn !== model.key.name) continue;
      await this.#leaveCollections(key, ids);
      const child = this.#options.models.findByTable(key.childTable);
      if (child) await this.#followReference(step, { child, key, ids });
    }
  }

  async #followReference(
    step: DeleteStep,
    { child, key, ids }: { child: HostModel; key: { childColumn: string; onDelete: string }; ids: readonly string[] },
  ): Promise<void> {
    const reference = { child, column: key.childColumn, parent: step.model };
    const referrers = await readReferrers(this.#options.query, reference, ids);
    if (referrers.length === 0) return;
    const roots = new Map(referrers.map(({ id, parent }) => [id, step.roots.get(parent) ?? parent]));
    const action = key.onDelete === 'cascade' ? 'delete' : 'update';
    if (action === 'delete') await this.#followDelete({ ...step, model: child, roots });
    else await this.touch(child, [...roots.keys()]);
    const rootObjects = this.#of(step.root);
    for (const [id, root] of roots) {
      const object = rootObjects.get(root);
      if (object) (object.dragged ??= []).push({ action, model: child, id });
    }
  }

  /** The deleted objects leave the collections that they are members of. */
  async #leaveCollections(
    key: { readonly childTable: string; readonly childColumn: string },
    ids: readonly string[],
  ): Promise<void> {
    for (const collection of this.#options.models.collectionsOf(key.childTable)) {
      if (collection.targetColumn !== key.childColumn) continue;
      const owners = await readOwners(this.#options.query, collection, ids);
      if (owners.length > 0) await this.touchMembers(collection, owners);
    }
  }

  async #rememberDisplays(model: HostModel, ids: readonly string[]): Promise<void> {
    const tracked = this.#of(model);
    const displays = await readDisplays(this.#options.query, model, ids);
    for (const [id, display] of displays) {
      const object = tracked.get(id);
      if (object) object.display = display;
    }
  }

  /** Those of the objects that were there before the run. */
  #existed(model: HostModel, ids: readonly string[]): readonly string[] {
    const tracked = this.#of(model);
    return ids.filter((id) => (tracked.get(id)?.before ?? null) !== null);
  }

  #of(model: HostModel): Map<string, TrackedObject> {
    const known = this.#objects.get(model);
    if (known) return known;
    const objects = new Map<string, TrackedObject>();
    this.#objects.set(model, objects);
    return objects;
  }

  #track(objects: Map<string, TrackedObject>, id: string, before: RowImage | null): void {
    this.#checkLimit(1);
    this.#count += 1;
    objects.set(id, { seq: this.#count, before });
  }

  #checkLimit(added: number): void {
    const { maxObjects } = this.#options;
    if (this.#count + added > maxObjects) throw new ChangedObjectsLimitError(maxObjects);
  }
}

interface DeleteStep {
  /** Model of the objects that the job deletes. */
  readonly root: HostModel;
  /** Model of this step. */
  readonly model: HostModel;
  /** Keys of this step, each with the key of the object whose delete drags it along. */
  readonly roots: ReadonlyMap<string, string>;
  readonly visited: Map<HostModel, Set<string>>;
}

function setMembers(object: TrackedObject, collection: ModelCollection, members: readonly string[]): void {
  object.members ??= new Map();
  object.members.set(collection, members);
}
