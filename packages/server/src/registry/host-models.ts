import type { ModelDefinition, Plugin } from '@jobwright/sdk';
import type { EntityMetadata, EntityName } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import { ModelUnusableError } from '../errors.ts';
import { type Column, describeColumns } from './column.ts';
import { type DisplaySql, displaySqlOf } from './display-sql.ts';
import { describeCollections, type ModelCollection } from './model-collection.ts';

/** A model with all that the host knows of its table. */
export interface HostModel {
  /** `dcim.device`. */
  readonly label: string;
  readonly meta: EntityMetadata;
  readonly definition: ModelDefinition;
  readonly key: Column;
  readonly columns: readonly Column[];
  /** Many-to-many relations that it owns. */
  readonly collections: readonly ModelCollection[];
  /** Column that tells versions of a row apart: its version, else the time of its last update. */
  readonly versionColumn: Column | undefined;
  readonly display: DisplaySql;
}

/**
 * The entities that jobs can reach: the plugins' models, and the tables of pairs between them. Nothing of the platform's
 * own tables is in here. Never changes after it is made.
 */
export class HostModels {
  readonly #byClassName = new Map<string, HostModel>();
  readonly #byTable = new Map<string, HostModel>();
  readonly #collectionsByPivot = new Map<string, ModelCollection[]>();
  readonly #pivots = new Map<string, EntityMetadata>();

  /** @throws {@link ModelUnusableError} when a model has no key of exactly one column */
  constructor(orm: MikroORM, plugins: readonly Plugin[]) {
    const metadata = orm.getMetadata();
    for (const definition of plugins.flatMap((plugin) => plugin.models)) {
      const meta = metadata.get(definition.entity as EntityName<object>) as EntityMetadata;
      const columns = describeColumns(meta, definition.sensitive);
      const key = columns.find((column) => column.property === meta.primaryKeys[0]);
      if (meta.primaryKeys.length !== 1 || !key) {
        throw new ModelUnusableError(
          `The model ${definition.label} needs a primary key of one column. Give it "...baseProperties".`,
        );
      }
      const model: HostModel = {
        label: definition.label,
        meta,
        definition,
        key,
        columns,
        collections: describeCollections(metadata, meta),
        versionColumn: versionColumnOf(meta, columns),
        display: displaySqlOf(meta, definition.display),
      };
      this.#byClassName.set(meta.className, model);
      this.#byTable.set(meta.tableName, model);
    }
    for (const collection of this.all.flatMap((model) => model.collections)) this.#addPivot(collection);
  }

  get all(): readonly HostModel[] {
    return [...this.#byClassName.values()];
  }

  /** The model of an entity; undefined when the entity is none. */
  find(className: string): HostModel | undefined {
    return this.#byClassName.get(className);
  }

  findByTable(tableName: string): HostModel | undefined {
    return this.#byTable.get(tableName);
  }

  /** An entity that jobs can reach, by class name: a model or a table of pairs. */
  findEntity(className: string): EntityMetadata | undefined {
    return this.#byClassName.get(className)?.meta ?? this.#pivots.get(className);
  }

  /** The collections that keep their members in a table of pairs. */
  collectionsOf(pivotTable: string): readonly ModelCollection[] {
    return this.#collectionsByPivot.get(pivotTable) ?? [];
  }

  #addPivot(collection: ModelCollection): void {
    const { pivot } = collection;
    if (!this.find(collection.target.className)) return;
    if (!this.#byClassName.has(pivot.className)) this.#pivots.set(pivot.className, pivot);
    const known = this.#collectionsByPivot.get(pivot.tableName) ?? [];
    known.push(collection);
    this.#collectionsByPivot.set(pivot.tableName, known);
  }
}

function versionColumnOf(meta: EntityMetadata, columns: readonly Column[]): Column | undefined {
  const version = columns.find((column) => column.property === meta.versionProperty);
  return version ?? columns.find((column) => column.property === 'lastUpdated');
}
