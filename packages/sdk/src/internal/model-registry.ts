import type { EntityClass } from '@mikro-orm/core';
import { ModelDefinitionError, ModelUnknownError } from '../errors.ts';
import type { ModelDefinition } from '../model.ts';
import { type DisplayPart, parseDisplay, renderDisplay } from './display.ts';

/** An object as log entries and change lists refer to it. */
export interface ObjectDescription {
  /** Label of the model: `dcim.device`. */
  readonly model: string;
  readonly id: string;
  readonly display: string;
}

interface Entry {
  readonly model: ModelDefinition;
  readonly display: readonly DisplayPart[];
}

interface Index {
  readonly byLabel: ReadonlyMap<string, Entry>;
  readonly byEntityName: ReadonlyMap<string, Entry>;
}

/**
 * All models of a platform, found by label or by entity class. Both realms make one of the same plugins. Never changes
 * after it is made.
 */
export class ModelRegistry {
  readonly #read: () => Iterable<ModelDefinition>;
  #known: Index | undefined;

  /**
   * Takes the models, or a function that gives them at the first question: a job may end without one.
   *
   * @throws {@link ModelDefinitionError} when two models have the same label, endpoint or entity name; with a function, at
   * the first question
   */
  constructor(models: Iterable<ModelDefinition> | (() => Iterable<ModelDefinition>)) {
    if (typeof models === 'function') {
      this.#read = models;
    } else {
      this.#read = () => models;
      this.#known = indexOf(models);
    }
  }

  get #index(): Index {
    return (this.#known ??= indexOf(this.#read()));
  }

  /** In the order in which they were given. */
  get all(): readonly ModelDefinition[] {
    return [...this.#index.byLabel.values()].map((entry) => entry.model);
  }

  /** The model with this label (`dcim.device`), if there is one. */
  find(label: string): ModelDefinition | undefined {
    return this.#index.byLabel.get(label)?.model;
  }

  /** @throws {@link ModelUnknownError} when there is none */
  get(label: string): ModelDefinition {
    const model = this.find(label);
    if (!model) throw new ModelUnknownError(`There is no model "${label}". Is its plugin in the configuration?`);
    return model;
  }

  /** The model of an entity class, if it is one. */
  findByClass(entity: EntityClass<object>): ModelDefinition | undefined {
    return this.#entryOf(entity)?.model;
  }

  /** @throws {@link ModelUnknownError} when the class is no model's entity */
  getByClass(entity: EntityClass<object>): ModelDefinition {
    const model = this.findByClass(entity);
    if (!model) throw unknownClass(entity.name);
    return model;
  }

  /** The model of the entity with this class name, if there is one. */
  findByEntityName(name: string): ModelDefinition | undefined {
    return this.#index.byEntityName.get(name)?.model;
  }

  /** @throws {@link ModelUnknownError} when the object is no entity of a model */
  getByObject(object: object): ModelDefinition {
    return this.#entryOfObject(object).model;
  }

  /**
   * Model, id and display line of an entity.
   * @throws {@link ModelUnknownError} when the object is no entity of a model
   */
  describe(object: object): ObjectDescription {
    const { model, display } = this.#entryOfObject(object);
    const { id } = object as { readonly id?: unknown };
    return { model: model.label, id: typeof id === 'string' ? id : '', display: renderDisplay(display, object) };
  }

  #entryOfObject(object: object): Entry {
    const entry = this.#entryOf(object.constructor);
    if (!entry) throw unknownClass(object.constructor?.name ?? 'Object');
    return entry;
  }

  /** A name alone is no proof: a class of a job may be called like an entity. */
  #entryOf(entity: EntityClass<object> | undefined): Entry | undefined {
    for (let current = entity; typeof current === 'function'; current = Object.getPrototypeOf(current) as never) {
      const entry = this.#index.byEntityName.get(current.name);
      if (entry?.model.entity === current) return entry;
    }
    return undefined;
  }
}

function indexOf(models: Iterable<ModelDefinition>): Index {
  const byLabel = new Map<string, Entry>();
  const byEntityName = new Map<string, Entry>();
  const endpoints = new Set<string>();
  for (const model of models) {
    const endpoint = `${model.app}/${model.endpoint}`;
    if (byLabel.has(model.label)) throw duplicate('label', model.label);
    if (byEntityName.has(model.entity.name)) throw duplicate('entity name', model.entity.name);
    if (endpoints.has(endpoint)) throw duplicate('REST endpoint', endpoint);
    const entry = { model, display: parseDisplay(model.display) };
    byLabel.set(model.label, entry);
    byEntityName.set(model.entity.name, entry);
    endpoints.add(endpoint);
  }
  return { byLabel, byEntityName };
}

function duplicate(what: string, value: string): ModelDefinitionError {
  return new ModelDefinitionError(`Two models have the ${what} "${value}". Rename one of them.`);
}

function unknownClass(name: string): ModelUnknownError {
  return new ModelUnknownError(
    `${name} is no model of the platform: give an entity of a configured plugin's models, made by defineModel.`,
  );
}
