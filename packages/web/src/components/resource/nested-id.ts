/** The id of an object that another one refers to; undefined when it refers to none. */
export function nestedId(reference: unknown): string | undefined {
  return typeof reference === 'object' && reference !== null && 'id' in reference && typeof reference.id === 'string'
    ? reference.id
    : undefined;
}
