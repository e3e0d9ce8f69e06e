/**
 * A JSON value as PostgreSQL can store it: null characters and halves of surrogate pairs, which `text` and `jsonb` refuse,
 * become U+FFFD. What authors name their jobs must not keep the others from being stored.
 */
export function storable<Value>(value: Value): Value {
  // `\\.` takes escaped backslashes along: what follows them is no escape.
  const text = JSON.stringify(value).replaceAll(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g, (escape) =>
    /^\\u(?:0000|d)/.test(escape) ? String.raw`\ufffd` : escape,
  );
  return JSON.parse(text) as Value;
}
