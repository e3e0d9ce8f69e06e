import type { ModelDefinition } from '@jobwright/sdk';
import type { EntityClass, EntityMetadata } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import { parseDisplay, type DisplayTemplate } from './display-template.ts';
import { describeFields, type ModelField } from './model-field.ts';

/** What REST needs to know of an entity to list, filter, show and link it. */
export interface RestModel {
  /** `dcim.device`. */
  readonly label: string;
  readonly app: string;
  readonly endpoint: string;
  /** Name for people, singular. */
  readonly verboseName: string;
  readonly verboseNamePlural: string;
  /** Path of its list: `/api/dcim/devices/`. */
  readonly path: string;
  readonly meta: EntityMetadata;
  readonly display: DisplayTemplate;
  /** Property paths that `q` searches. */
  readonly search: readonly string[];
  /** Property paths of the default order; `-` in front for descending. */
  readonly ordering: readonly string[];
  readonly fields: readonly ModelField[];
  readonly fieldsByName: ReadonlyMap<string, ModelField>;
  /** The plugin's definition; absent for tables of the platform. */
  readonly definition?: ModelDefinition;
}

/** How a table of the platform shows itself where others refer to it, and in its own list. */
export interface PlatformModelOptions {
  readonly entity: EntityClass<object>;
  readonly label: string;
  readonly endpoint: string;
  readonly display: string;
  readonly search: readonly string[];
  readonly ordering: readonly string[];
  /** Properties that may be filtered by; nothing else of the table is open. */
  readonly properties: readonly string[];
}

/** All models by label and by entity, with everything computed once. */
export class ModelCatalog {
  /** The plugins' models, which have REST endpoints made from their metadata; sorted by path. */
  readonly models: readonly RestModel[];
  readonly #byLabel = new Map<string, RestModel>();
  readonly #byClassName = new Map<string, RestModel>();

  constructor(
    orm: MikroORM,
    models: readonly ModelDefinition<never>[],
    platformModels: readonly PlatformModelOptions[],
  ) {
    this.models = models
      .map((definition) => fromDefinition(orm, definition as unknown as ModelDefinition))
      .sort((a, b) => a.path.localeCompare(b.path));
    for (const model of [...this.models, ...platformModels.map((options) => fromPlatform(orm, options))]) {
      this.#byLabel.set(model.label, model);
      this.#byClassName.set(model.meta.className, model);
    }
  }

  /** @returns undefined when there is no such model */
  find(label: string): RestModel | undefined {
    return this.#byLabel.get(label);
  }

  /** Labels of all models, those of the platform included. */
  labels(): readonly string[] {
    return [...this.#byLabel.keys()];
  }

  /** The model of an entity; undefined when the entity is not exposed. */
  of(meta: Pick<EntityMetadata, 'className'>): RestModel | undefined {
    return this.#byClassName.get(meta.className);
  }

  /** Apps and the endpoints that models have in them. */
  apps(): ReadonlyMap<string, readonly RestModel[]> {
    return Map.groupBy(this.models, (model) => model.app);
  }
}

/** A model that must be there, because the platform itself defines it. */
export function modelNamed(catalog: ModelCatalog, label: string): RestModel {
  const model = catalog.find(label);
  if (!model) throw new Error(`There is no model "${label}" in the catalog.`);
  return model;
}

function fromDefinition(orm: MikroORM, definition: ModelDefinition): RestModel {
  const meta = orm.getMetadata().get(definition.entity);
  const fields = describeFields(meta).filter((field) => !definition.sensitive.includes(field.property));
  return {
    label: definition.label,
    app: definition.app,
    endpoint: definition.endpoint,
    verboseName: definition.verboseName,
    verboseNamePlural: definition.verboseNamePlural,
    path: `/api/${definition.app}/${definition.endpoint}/`,
    meta,
    display: parseDisplay(definition.display),
    search: definition.search,
    ordering: definition.ordering,
    fields,
    fieldsByName: new Map(fields.map((field) => [field.name, field])),
    definition,
  };
}

function fromPlatform(orm: MikroORM, options: PlatformModelOptions): RestModel {
  const meta = orm.getMetadata().get(options.entity);
  const fields = describeFields(meta, { inverse: true }).filter((field) => options.properties.includes(field.property));
  const [app = '', name = ''] = options.label.split('.');
  return {
    label: options.label,
    app,
    endpoint: options.endpoint,
    verboseName: name,
    verboseNamePlural: `${name}s`,
    path: `/api/${app}/${options.endpoint}/`,
    meta,
    display: parseDisplay(options.display),
    search: options.search,
    ordering: options.ordering,
    fields,
    fieldsByName: new Map(fields.map((field) => [field.name, field])),
  };
}
