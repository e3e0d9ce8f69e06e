import { toWebText } from '../prelude/web-text.ts';

type Pair = [name: string, value: string];

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const blanks = /^[\t\n\r ]+|[\t\n\r ]+$/g;

/** `Headers` as https://fetch.spec.whatwg.org/#headers-class says. */
export class Headers implements Iterable<Pair> {
  /** In order of arrival, names in lower case. */
  #pairs: Pair[] = [];

  constructor(init?: unknown) {
    if (init === undefined || init === null) return;
    if (typeof init !== 'object') throw new TypeError('Headers are made of an object, pairs or other Headers.');
    if (init instanceof Headers) {
      this.#pairs = init.#pairs.map(([name, value]) => [name, value]);
      return;
    }
    const entries = Symbol.iterator in init ? [...(init as Iterable<Iterable<unknown>>)] : Object.entries(init);
    for (const entry of entries) {
      const pair = [...(entry as Iterable<unknown>)];
      if (pair.length !== 2) throw new TypeError('Each pair of Headers needs a name and a value.');
      this.append(pair[0], pair[1]);
    }
  }

  append(name: unknown, value: unknown): void {
    this.#pairs.push([toName(name), toValue(value)]);
  }

  delete(name: unknown): void {
    const key = toName(name);
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== key);
  }

  get(name: unknown): string | null {
    const key = toName(name);
    const values = this.#pairs.filter((pair) => pair[0] === key).map((pair) => pair[1]);
    return values.length === 0 ? null : values.join(', ');
  }

  getSetCookie(): string[] {
    return this.#pairs.filter((pair) => pair[0] === 'set-cookie').map((pair) => pair[1]);
  }

  has(name: unknown): boolean {
    const key = toName(name);
    return this.#pairs.some((pair) => pair[0] === key);
  }

  set(name: unknown, value: unknown): void {
    const pair: Pair = [toName(name), toValue(value)];
    const position = this.#pairs.findIndex((known) => known[0] === pair[0]);
    this.#pairs = this.#pairs.filter((known) => known[0] !== pair[0]);
    this.#pairs.splice(position === -1 ? this.#pairs.length : position, 0, pair);
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, self?: unknown): void {
    for (const [name, value] of this) Reflect.apply(callback, self, [value, name, this]);
  }

  /** Sorted, with the values of a name together; cookies alone are one by one. */
  *entries(): IterableIterator<Pair> {
    const names = [...new Set(this.#pairs.map((pair) => pair[0]))].sort();
    for (const name of names) {
      if (name === 'set-cookie') for (const value of this.getSetCookie()) yield [name, value];
      else yield [name, this.get(name) ?? ''];
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<Pair> {
    return this.entries();
  }
}

function toName(name: unknown): string {
  const text = toWebText(name);
  if (!token.test(text)) throw new TypeError(`"${text.slice(0, 100)}" cannot be the name of a header.`);
  return text.toLowerCase();
}

function toValue(value: unknown): string {
  const text = toWebText(value).replace(blanks, '');
  // oxlint-disable-next-line no-control-regex -- these are the characters that must not be there
  if (/[\0\n\r]|[^\0-\u00ff]/.test(text)) {
    throw new TypeError('The value of a header has characters that none may have, such as a line break.');
  }
  return text;
}
