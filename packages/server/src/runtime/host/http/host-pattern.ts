/** One entry of `hosts` in a rule. */
export interface HostPattern {
  readonly protocol: 'http:' | 'https:';
  /** As `URL.hostname` has it; begins with `*` for more than one. */
  readonly host: string;
  /** Undefined: any. */
  readonly port: number | undefined;
}

const form = /^(?:(https?:)\/\/)?(\*|\*\.[^:]+|\[[^\]]+\]|[^:]+)(?::(\d+|\*))?$/;

/** @throws TypeError when it is none */
export function parseHostPattern(text: string): HostPattern {
  const match = form.exec(text.trim());
  const [, protocol = 'https:', host = '', port] = match ?? [];
  const isSecure = protocol === 'https:';
  const wildcard = host === '*' ? '*' : host.startsWith('*.') ? '*.' : '';
  const name = host.slice(wildcard.length);
  const canonical = name === '' ? '' : URL.parse(`http://${name}`)?.hostname;
  if (!match || canonical === undefined || Number(port) > 65_535) {
    throw new TypeError(`"${text}" names no hosts.`);
  }
  return {
    protocol: isSecure ? 'https:' : 'http:',
    host: wildcard + canonical,
    port: port === '*' ? undefined : Number(port ?? (isSecure ? 443 : 80)),
  };
}

/** Whether a URL is one that the pattern allows. */
export function fitsHost({ protocol, host, port }: HostPattern, url: URL): boolean {
  if (url.protocol !== protocol || (port !== undefined && port !== portOf(url))) return false;
  const name = hostOf(url);
  if (host === '*') return true;
  return host.startsWith('*.') ? name.endsWith(host.slice(1)) : name === host;
}

/** Host of a URL; the dot that some put behind names is of no account. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/\.$/, '');
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}
