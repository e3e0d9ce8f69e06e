/**
 * Text of a JSON value that PostgreSQL can store: it has no place for NUL and for halves of surrogate pairs, which become
 * U+FFFD. Undefined becomes null.
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  // An escape counts when an even number of backslashes stands before it.
  return text.replaceAll(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, String.raw`$1\ufffd`);
}
