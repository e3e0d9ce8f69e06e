import { Client } from 'pg';
import { clientSecret, IdentityProvider, type PersonClaims } from '../support/identity-provider.ts';
import { freePort, Platform } from '../support/platform.ts';
import { Visitor } from '../support/visitor.ts';

const clients = ['corp', 'known', 'by-name', 'by-mail', 'admins'];

export interface AuditEvent {
  readonly action: string;
  readonly user_name: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly is_superuser: boolean;
  readonly groups: readonly { readonly display: string }[];
}

/** Where a sign-in ends on our side. */
export interface Arrival {
  readonly visitor: Visitor;
  readonly cookies: readonly string[];
  /** Path and query that the browser is sent to. */
  readonly target: string;
  /** Code of the error in it. */
  readonly error: string | null;
}

/** A platform, a provider that people sign in with, and one that is not there yet. */
export class World implements AsyncDisposable {
  readonly platform: Platform;
  readonly provider: IdentityProvider;
  readonly database: Client;
  /** Where the provider "down" would answer. */
  readonly latePort: number;

  private constructor(parts: Pick<World, 'platform' | 'provider' | 'database' | 'latePort'>) {
    this.platform = parts.platform;
    this.provider = parts.provider;
    this.database = parts.database;
    this.latePort = parts.latePort;
  }

  static async start(): Promise<World> {
    await using stack = new AsyncDisposableStack();
    const [port, latePort] = [await freePort(), await freePort()];
    const provider = stack.use(await IdentityProvider.start({ clients, platformUrl: `http://127.0.0.1:${port}` }));
    const secrets = [...clients, 'down'].map(
      (id) => [`JOBWRIGHT_OIDC_${id.toUpperCase().replace('-', '_')}_CLIENT_SECRET`, clientSecret] as const,
    );
    const platform = stack.use(
      await Platform.start({
        folder: new URL('./', import.meta.url),
        port,
        environment: {
          ...Object.fromEntries(secrets),
          TEST_ISSUER: provider.issuer,
          TEST_LATE_ISSUER: `http://127.0.0.1:${latePort}`,
          WORKER_SLOTS: '0',
        },
      }),
    );
    const database = new Client(platform.database.url);
    await database.connect();
    stack.move();
    return new World({ platform, provider, database, latePort });
  }

  /** The address of a page of the platform. */
  at(path: string): URL {
    return new URL(path, this.platform.url);
  }

  /** Lets the provider know somebody, under a name that is the claim for ours too. */
  person(login: string, claims: PersonClaims = {}): { login: string } {
    this.provider.people.set(login, { preferred_username: login, ...claims });
    return { login };
  }

  /** Begins at our sign-in page and signs in at the provider. @returns the address that the provider sends back to */
  async signInThere(visitor: Visitor, id: string, { login, next }: { login: string; next?: string }): Promise<URL> {
    const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
    const form = await visitor.go(this.at(`/api/auth/oidc/${id}/login/${query}`), isCallback);
    if (isCallback(form)) return form; // still signed in there
    const { next: resume } = await visitor.step(form, { method: 'POST', body: new URLSearchParams({ login }) });
    if (!resume) throw new Error('The provider does not go on.');
    return await visitor.go(resume, isCallback);
  }

  /** The whole way. */
  async signIn(id: string, person: { login: string; next?: string; visitor?: Visitor }): Promise<Arrival> {
    const visitor = person.visitor ?? new Visitor();
    return await this.comeBack(visitor, await this.signInThere(visitor, id, person));
  }

  /** Goes where the provider has sent the browser. */
  async comeBack(visitor: Visitor, callback: URL): Promise<Arrival> {
    const { headers, next } = await visitor.step(callback);
    return {
      visitor,
      cookies: headers.getSetCookie(),
      target: `${next?.pathname}${next?.search}`,
      error: next?.searchParams.get('error') ?? null,
    };
  }

  /** Who is signed in. */
  async session(visitor: Visitor): Promise<{ status: number; username?: string }> {
    const { status, text } = await visitor.step(this.at('/api/auth/session/'));
    if (status !== 200) return { status };
    return { status, username: (JSON.parse(text) as { user: { username: string } }).user.username };
  }

  async user(username: string): Promise<User> {
    const [found] = await this.platform.list<User>(`/api/users/users/?username=${username}`);
    if (!found) throw new Error(`There is no user ${username}.`);
    return found;
  }

  async groupsOf(username: string): Promise<readonly string[]> {
    return (await this.user(username)).groups.map(({ display }) => display).toSorted();
  }

  /** The newest events first. */
  async events(action: string): Promise<readonly AuditEvent[]> {
    return this.platform.list<AuditEvent>(`/api/extras/audit-events/?action=${action}&ordering=-time`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.end();
    await this.platform[Symbol.asyncDispose]();
    await this.provider[Symbol.asyncDispose]();
  }
}

function isCallback({ pathname }: URL): boolean {
  return pathname.endsWith('/callback/');
}
