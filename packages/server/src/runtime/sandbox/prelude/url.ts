import { defineGlobal } from './define-global.ts';
import { host } from './host-functions.ts';
import { UrlSearchParams } from './url-search-params.ts';
import { toWebText } from './web-text.ts';

/** Names of the parts in the order in which the host writes them. */
const partNames = [
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
type PartName = (typeof partNames)[number];
type Parts = Readonly<Record<PartName, string>>;

/** `URL` and `URLSearchParams` of the web. The host parses: it has the real parser. */
export function installUrl(): void {
  for (const name of partNames) {
    Object.defineProperty(Url.prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: Url) {
        return this.getPart(name);
      },
      ...(name === 'origin'
        ? {}
        : {
            set(this: Url, value: unknown) {
              this.setPart(name, toWebText(value));
            },
          }),
    });
  }
  defineGlobal('URL', Url);
  defineGlobal('URLSearchParams', UrlSearchParams);
  // The methods that serve the accessors are nobody else's.
  Object.defineProperty(Url, 'name', { value: 'URL' });
  Object.defineProperty(UrlSearchParams, 'name', { value: 'URLSearchParams' });
}

class Url {
  #parts: Parts;
  readonly searchParams: UrlSearchParams;

  constructor(url: unknown, base?: unknown) {
    const parts = parse(url, base);
    if (parts === undefined) {
      const error = new TypeError('Invalid URL');
      throw Object.assign(error, { code: 'ERR_INVALID_URL', input: toWebText(url) });
    }
    this.#parts = parts;
    this.searchParams = new UrlSearchParams(parts.search);
    this.searchParams.onChange((query) => {
      this.#change('search', query);
    });
  }

  static canParse(url: unknown, base?: unknown): boolean {
    return parse(url, base) !== undefined;
  }

  static parse(url: unknown, base?: unknown): Url | null {
    return Url.canParse(url, base) ? new Url(url, base) : null;
  }

  /** @internal */
  getPart(name: PartName): string {
    return this.#parts[name];
  }

  /** @internal */
  setPart(name: PartName, value: string): void {
    if (!this.#change(name, value)) {
      if (name === 'href') throw new TypeError('Invalid URL');
      return;
    }
    if (name === 'href' || name === 'search') this.searchParams.replaceWith(this.#parts.search);
  }

  toString(): string {
    return this.#parts.href;
  }

  toJSON(): string {
    return this.#parts.href;
  }

  #change(name: PartName, value: string): boolean {
    const parts = toParts(host.changeUrl(this.#parts.href, name, value));
    if (parts !== undefined) this.#parts = parts;
    return parts !== undefined;
  }
}

function parse(url: unknown, base: unknown): Parts | undefined {
  return toParts(host.parseUrl(toWebText(url), base === undefined ? undefined : toWebText(base)));
}

function toParts(lines: string | undefined): Parts | undefined {
  if (lines === undefined) return undefined;
  const values = lines.split('\n');
  return Object.fromEntries(partNames.map((name, index) => [name, values[index] ?? ''])) as Parts;
}
