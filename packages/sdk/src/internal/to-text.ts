/** Any value as a person would read it. Never throws: it serves logs and display lines. */
export function toText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? '' : objectToText(value);
    default:
      return '';
  }
}

function objectToText(value: object): string {
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    const json = JSON.stringify(value);
    // Dates, addresses and the like are texts in JSON.
    return json.startsWith('"') ? String(JSON.parse(json)) : json;
  } catch {
    return Object.prototype.toString.call(value);
  }
}
