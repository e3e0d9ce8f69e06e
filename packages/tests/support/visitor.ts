/** An answer that does not lead on. */
export interface Landing {
  readonly status: number;
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without a window: it keeps cookies for each server, and goes where it is sent as far as it is let. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, { readonly value: string; readonly path: string }>>();

  /** Goes to an address and stops there. @returns with the address that it is sent to, if any */
  async step(url: URL, init: RequestInit = {}): Promise<Landing & { readonly next: URL | undefined }> {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'sec-fetch-site': 'same-origin',
        cookie: this.cookiesFor(url),
        ...(init.headers as Record<string, string> | undefined),
      },
    });
    this.#keep(url, response.headers.getSetCookie());
    const location = response.headers.get('location');
    return {
      status: response.status,
      url,
      headers: response.headers,
      text: await response.text(),
      next: location === null ? undefined : new URL(location, url),
    };
  }

  /** Goes to an address and on from there, until there is a page or the next address is one where it shall stop. */
  async go(url: URL, stop: (next: URL) => boolean = () => false): Promise<URL> {
    let at = url;
    for (let count = 0; count < 20; count++) {
      const { next } = await this.step(at);
      if (!next) return at;
      if (stop(next)) return next;
      at = next;
    }
    throw new Error(`${url.href} leads nowhere.`);
  }

  cookiesFor({ host, pathname }: URL): string {
    return [...(this.#cookies.get(host) ?? [])]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  #keep({ host }: URL, lines: readonly string[]): void {
    const jar = this.#cookies.get(host) ?? new Map<string, { value: string; path: string }>();
    this.#cookies.set(host, jar);
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const path = attributes.find((text) => text.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      const isOver = attributes.some((text) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(text));
      if (isOver) jar.delete(name);
      else jar.set(name, { value, path });
    }
  }
}
