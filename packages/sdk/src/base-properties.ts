import { v7 } from 'uuid';

/** A property whose value is made when an object is created, so that authors may leave it out. */
export interface GeneratedProperty<Value, Options = unknown> {
  readonly '~type'?: { value: Value };
  readonly '~options': Options & { type?: string; onCreate: (...args: never[]) => unknown; onUpdate?: () => unknown };
}

/** Type of {@link baseProperties}. */
export interface BaseProperties {
  /** Time-ordered UUID (version 7), made here and not in the database: relations can be set before anything is written. */
  readonly id: GeneratedProperty<string, { primary: true }>;
  /** When the object was created. */
  readonly created: GeneratedProperty<Date>;
  /** When the object was last changed. */
  readonly lastUpdated: GeneratedProperty<Date>;
}

/**
 * Properties that every model begins with: `id`, `created` and `lastUpdated`. They are what MikroORM's builders give, written
 * down: a job that imports the sdk shall not have to wait for MikroORM.
 *
 * @example
 * ```ts
 * const SiteSchema = defineEntity({
 *   name: 'Site',
 *   tableName: 'dcim_site',
 *   properties: { ...baseProperties, name: p.string().unique() },
 * });
 * ```
 */
export const baseProperties: BaseProperties = {
  id: { '~options': { type: 'uuid', primary: true, onCreate: () => v7() } },
  created: { '~options': { type: 'datetime', onCreate: () => new Date() } },
  lastUpdated: { '~options': { type: 'datetime', onCreate: () => new Date(), onUpdate: () => new Date() } },
};
