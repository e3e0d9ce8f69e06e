import type { EntityClass } from '@mikro-orm/core';
import { VariableOptionsError } from '../errors.ts';
import type { VariableOptions } from './variable.ts';

/** An object of the platform as clients name it: its id, or attributes that only it has, such as `{ name: 'AMS01' }`. */
export type ObjectReference = string | Readonly<Record<string, unknown>>;

/** A value of `queryParams`: what a REST filter takes, or `'$name'` for the value of another variable. */
export type QueryParamValue = string | number | boolean | readonly (string | number | boolean)[];

/** Options that `ObjectVar` and `MultiObjectVar` share. */
export interface ObjectOptions<
  Entity extends object,
  Required extends boolean = boolean,
  Default = unknown,
> extends VariableOptions<Required, Default> {
  /** Entity class of a model of the platform. */
  readonly model: EntityClass<Entity>;
  /** Field of the REST representation that the selection list shows, e.g. `dns_name`. @defaultValue `display` */
  readonly displayField?: string;
  /**
   * REST filters that limit the selection: `{ status: 'active' }`, lists for several values, `'$region'` for the
   * current value of the variable `region` (left out while that is empty). The server refuses objects outside of them.
   */
  readonly queryParams?: Readonly<Record<string, QueryParamValue>>;
}

/** The rules that both kinds share; throws {@link VariableOptionsError} when they cannot work. */
export function readObjectOptions(options: ObjectOptions<object>): {
  readonly displayField?: string;
  readonly queryParams?: Record<string, string | number | boolean | (string | number | boolean)[]>;
} {
  if (typeof options?.model !== 'function') {
    throw new VariableOptionsError('model must be an entity class. If it is undefined, two modules import each other.');
  }
  const { displayField, queryParams } = options;
  const copied =
    queryParams && Object.entries(queryParams).map(([name, value]) => [name, readParam(name, value)] as const);
  return {
    ...(displayField === undefined ? {} : { displayField }),
    ...(copied === undefined ? {} : { queryParams: Object.fromEntries(copied) }),
  };
}

function readParam(name: string, value: unknown): string | number | boolean | (string | number | boolean)[] {
  if (Array.isArray(value) && value.every(isScalar)) return [...value];
  if (isScalar(value)) return value;
  throw new VariableOptionsError(`queryParams.${name} must be text, a number, a boolean, or a list of these.`);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
