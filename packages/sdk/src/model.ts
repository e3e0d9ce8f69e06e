import type { EntityClass, EntityManager } from '@mikro-orm/core';

/**
 * What a model's own validation may use.
 */
export interface ModelValidationContext {
  /** The unit of work in which the object is about to be saved: query it to compare with other objects. */
  readonly em: EntityManager;
}

/**
 * Options of {@link defineModel}.
 */
export interface ModelOptions<Entity extends object> {
  /** App label, the first part of the model's label and of its REST path: `dcim`. Lower-case letters, digits and `_`. */
  readonly app: string;
  /**
   * Second part of the model's label, e.g. `devicetype` in `dcim.devicetype`.
   * @defaultValue the entity's class name in lower case
   */
  readonly name?: string;
  /**
   * Last part of the REST path, e.g. `device-types` in `/api/dcim/device-types/`.
   * @defaultValue the class name in kebab case with an `s`
   */
  readonly endpoint?: string;
  /** Name for people, singular: `device type`. @defaultValue the class name in words */
  readonly label?: string;
  /** Name for people, plural: `device types`. @defaultValue the label with an `s` */
  readonly labelPlural?: string;
  /**
   * How one object is shown in a line: a template of property paths, e.g. `'{manufacturer.name} {model}'`.
   * Paths may cross to-one relations. A template rather than code, so that the server can compute it in SQL.
   */
  readonly display: string;
  /** String properties (paths over to-one relations allowed) that the `q` filter of REST and object selects search. @defaultValue the paths of `display` */
  readonly search?: readonly string[];
  /** Default order, e.g. `['site.name', '-created']`. @defaultValue the paths of `display` */
  readonly ordering?: readonly string[];
  /** Properties whose values never appear in REST, change lists or logs. */
  readonly sensitive?: readonly string[];
  /**
   * Rules that the database cannot express. Runs after the field rules (types, lengths, required), in the isolate for
   * jobs and on the server for REST. Report problems by throwing {@link ValidationError}.
   */
  validate?(entity: Entity, context: ModelValidationContext): void | Promise<void>;
}

/** A MikroORM entity that the platform exposes to jobs, REST and `ObjectVar`. Made by {@link defineModel}. */
export interface ModelDefinition<Entity extends object = object> {
  /** `<app>.<name>`: `dcim.device`. */
  readonly label: string;
  readonly app: string;
  readonly name: string;
  readonly endpoint: string;
  readonly verboseName: string;
  readonly verboseNamePlural: string;
  readonly entity: EntityClass<Entity>;
  readonly display: string;
  readonly search: readonly string[];
  readonly ordering: readonly string[];
  readonly sensitive: readonly string[];
  validate?(entity: Entity, context: ModelValidationContext): void | Promise<void>;
}
