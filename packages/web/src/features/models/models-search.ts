/** Which objects of a model are listed, and in which order. Stands in the address. */
export interface ModelSearch {
  readonly q?: string;
  /** Field; `-` in front for descending. */
  readonly ordering?: string;
  /** Filters of the REST list, by name. */
  readonly filter?: Readonly<Record<string, string>>;
}

export function toModelSearch({ q, ordering, filter }: Readonly<Record<string, unknown>>): ModelSearch {
  return {
    ...(typeof q === 'string' && q !== '' ? { q } : {}),
    ...(typeof ordering === 'string' && ordering !== '' ? { ordering } : {}),
    ...(isTextRecord(filter) && Object.keys(filter).length > 0 ? { filter } : {}),
  };
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}
