const names = ['q', 'action', 'changed_object_type', 'user'] as const;

/** Which changes of objects are shown. Stands in the address. */
export type ChangesSearch = Readonly<Partial<Record<(typeof names)[number], string>>>;

export function toChangesSearch(query: Readonly<Record<string, unknown>>): ChangesSearch {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
}
