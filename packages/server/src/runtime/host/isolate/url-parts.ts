const parts = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;

const settable: ReadonlySet<string> = new Set(parts.filter((part) => part !== 'origin'));

/** The parts of a URL, one per line, in the order that the sandbox knows: none of them can hold a line break. */
export function parseUrl(url: string, base: unknown): string | undefined {
  return toLines(URL.parse(url, typeof base === 'string' ? base : undefined));
}

/** The same after one part was set. Undefined when it cannot have that value. */
export function changeUrl(href: string, part: string, value: string): string | undefined {
  const url = URL.parse(href);
  if (url === null || !settable.has(part)) return undefined;
  try {
    (url as unknown as Record<string, string>)[part] = value;
  } catch {
    return undefined;
  }
  return toLines(url);
}

function toLines(url: URL | null): string | undefined {
  return url === null ? undefined : parts.map((part) => url[part]).join('\n');
}
