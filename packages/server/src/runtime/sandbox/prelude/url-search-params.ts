import { toWebText } from './web-text.ts';

type Pair = [name: string, value: string];

/** `URLSearchParams` as https://url.spec.whatwg.org/#interface-urlsearchparams says. */
export class UrlSearchParams implements Iterable<Pair> {
  #pairs: Pair[];
  #changed: (query: string) => void = () => undefined;

  constructor(init: unknown = '') {
    if (typeof init === 'object' && init !== null) {
      const isList = Symbol.iterator in init;
      const entries = isList ? [...(init as Iterable<readonly unknown[]>)] : Object.entries(init);
      this.#pairs = entries.map((entry) => {
        const pair = [...entry];
        if (pair.length !== 2) throw new TypeError('Each pair of URLSearchParams needs a name and a value.');
        return [toWebText(pair[0]), toWebText(pair[1])];
      });
    } else {
      this.#pairs = parseQuery(toWebText(init));
    }
  }

  get size(): number {
    return this.#pairs.length;
  }

  append(name: unknown, value: unknown): void {
    this.#pairs.push([toWebText(name), toWebText(value)]);
    this.#tell();
  }

  delete(name: unknown, value?: unknown): void {
    this.#pairs = this.#pairs.filter((pair) => !matches(pair, name, value));
    this.#tell();
  }

  get(name: unknown): string | null {
    return this.#pairs.find((pair) => pair[0] === toWebText(name))?.[1] ?? null;
  }

  getAll(name: unknown): string[] {
    return this.#pairs.filter((pair) => pair[0] === toWebText(name)).map((pair) => pair[1]);
  }

  has(name: unknown, value?: unknown): boolean {
    return this.#pairs.some((pair) => matches(pair, name, value));
  }

  set(name: unknown, value: unknown): void {
    const key = toWebText(name);
    const first = this.#pairs.find((pair) => pair[0] === key);
    if (first === undefined) {
      this.#pairs.push([key, toWebText(value)]);
    } else {
      first[1] = toWebText(value);
      this.#pairs = this.#pairs.filter((pair) => pair === first || pair[0] !== key);
    }
    this.#tell();
  }

  sort(): void {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#tell();
  }

  forEach(callback: (value: string, name: string, params: UrlSearchParams) => void, self?: unknown): void {
    for (const [name, value] of this.#pairs) Reflect.apply(callback, self, [value, name, this]);
  }

  *entries(): IterableIterator<Pair> {
    for (const [name, value] of this.#pairs) yield [name, value];
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.#pairs) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.#pairs) yield value;
  }

  [Symbol.iterator](): IterableIterator<Pair> {
    return this.entries();
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  }

  /** The URL that these belong to wants to know. @internal */
  onChange(changed: (query: string) => void): void {
    this.#changed = changed;
  }

  /** The URL that these belong to has a new query. @internal */
  replaceWith(query: string): void {
    this.#pairs = parseQuery(query);
  }

  #tell(): void {
    this.#changed(this.toString());
  }
}

function matches(pair: Pair, name: unknown, value: unknown): boolean {
  return pair[0] === toWebText(name) && (value === undefined || pair[1] === toWebText(value));
}

function parseQuery(query: string): Pair[] {
  const text = query.startsWith('?') ? query.slice(1) : query;
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const [name, value] = equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return [decode(name), decode(value)];
    });
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodeBytes(spaced); // sequences that are no UTF-8 become U+FFFD
  }
}

function decodeBytes(text: string): string {
  const source = new TextEncoder().encode(text);
  const bytes: number[] = [];
  for (let index = 0; index < source.length; index += 1) {
    const digits = String.fromCharCode(source[index + 1] ?? 0, source[index + 2] ?? 0);
    if (source[index] === 0x25 && /^[\dA-Fa-f]{2}$/.test(digits)) {
      bytes.push(Number.parseInt(digits, 16));
      index += 2;
    } else bytes.push(source[index] ?? 0);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
