import { isIP } from 'node:net';
import type { EgressRule } from '../../../config/egress.ts';
import { EgressAddressError, EgressDeniedError, FetchRequestError } from '../../../errors/http.ts';
import { type Address, classOf, readAddress } from './address-class.ts';
import { fitsHost, type HostPattern, hostOf, parseHostPattern } from './host-pattern.ts';
import { NetworkList } from './network-list.ts';

/** Where the requests of one job may go. Everything else is denied. */
export class EgressPolicy {
  readonly #jobPath: string;
  readonly #rule: EgressRule | undefined;
  readonly #patterns: readonly HostPattern[];
  readonly #networks: NetworkList;

  constructor(jobPath: string, rule: EgressRule | undefined) {
    this.#jobPath = jobPath;
    this.#rule = rule;
    this.#patterns = (rule?.hosts ?? []).map((pattern) => parseHostPattern(pattern));
    this.#networks = new NetworkList(rule?.networks ?? []);
  }

  /**
   * Checks where a request wants to go, as far as that is known without asking for the address of a name.
   * @throws {@link EgressDeniedError}, {@link EgressAddressError}, {@link FetchRequestError}
   */
  check(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new FetchRequestError(`"${url.protocol}" is neither http: nor https:`);
    }
    if (!this.#patterns.some((pattern) => fitsHost(pattern, url))) throw this.#denied(url);
    const literal = literalOf(hostOf(url));
    if (literal !== undefined) this.checkAddress(url, literal);
  }

  /**
   * Checks an address that a connection is about to be opened to.
   * @throws {@link EgressAddressError}
   */
  checkAddress(url: URL, text: string): void {
    const address = readAddress(text);
    const name = classOf(address);
    if (name === undefined || this.#isNamed(url, address, name) || this.#isInNetworks(address)) return;
    const where =
      literalOf(hostOf(url)) === undefined ? `${hostOf(url)} has the address ${address.text}, which` : address.text;
    const network = `${address.text}/${address.family === 'ipv4' ? 32 : 128}`;
    throw new EgressAddressError(
      `${where} is not public (${name}). To let "${this.#jobPath}" reach it all the same, add its network to the rule in the configuration: ` +
        `egress: { rules: [{ jobs: "${this.#rule?.jobs ?? ''}", hosts: […], networks: ["${network}"] }] }.`,
    );
  }

  /** Whether the configuration names this very address, or this machine by its name. */
  #isNamed(url: URL, address: Address, className: string): boolean {
    return this.#patterns
      .filter((pattern) => fitsHost(pattern, url))
      .some(({ host }) => {
        const literal = literalOf(host);
        if (literal !== undefined) return readAddress(literal).text === address.text;
        return host === 'localhost' && className === 'loopback';
      });
  }

  #isInNetworks(address: Address): boolean {
    if (!this.#networks.has(address)) return false;
    // A translator leads on: the address behind it has to be open as well.
    const { translatedTo } = address;
    return translatedTo === undefined || classOf(translatedTo) === undefined || this.#isInNetworks(translatedTo);
  }

  #denied(url: URL): EgressDeniedError {
    const host = url.protocol === 'https:' ? url.host : url.origin;
    const rule = `{ jobs: "${this.#rule?.jobs ?? this.#jobPath}", hosts: ["${host}"] }`;
    const advice = this.#rule
      ? `The rule for "${this.#rule.jobs}" does not name it; add it to its hosts`
      : 'No rule of the configuration is about this job; add one';
    return new EgressDeniedError(
      `"${this.#jobPath}" may not reach ${url.origin}. ${advice}: egress: { rules: [${rule}] }.`,
    );
  }
}

/** The address that stands in the place of a name. */
function literalOf(host: string): string | undefined {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  return isIP(bare) === 0 ? undefined : bare;
}
