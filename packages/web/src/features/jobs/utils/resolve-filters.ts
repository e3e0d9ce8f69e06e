import type { Filters } from '../../../lib/get-options.ts';
import type { FormValue, FormValues } from './form-values.ts';

/**
 * Filters of a variable's objects: `$name` stands for what is chosen elsewhere in the form. A filter on a variable
 * that is empty does not hold.
 */
export function resolveFilters(
  queryParams: Readonly<Record<string, unknown>> | undefined,
  values: FormValues,
): Filters {
  const entries = Object.entries(queryParams ?? {}).map(([name, value]) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return [name, items.flatMap((item) => resolve(item, values))] as const;
  });
  return Object.fromEntries(entries.filter(([, resolved]) => resolved.length > 0));
}

function resolve(item: unknown, values: FormValues): readonly string[] {
  if (typeof item !== 'string' || !item.startsWith('$')) return [String(item)];
  return texts(values[item.slice(1)]);
}

function texts(value: FormValue): readonly string[] {
  if (value === null || value === undefined || value === '' || value instanceof File) return [];
  return Array.isArray(value) ? value : [String(value)];
}

/** Names of the variables that a variable's objects depend on. */
export function namesInFilters(queryParams: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return Object.values(queryParams ?? {})
    .flat()
    .flatMap((item) => (typeof item === 'string' && item.startsWith('$') ? [item.slice(1)] : []));
}
