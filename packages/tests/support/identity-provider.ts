import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type ClientMetadata, type Configuration } from 'oidc-provider';

/** What the provider says of somebody. */
export interface PersonClaims {
  readonly preferred_username?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

type Payload = Record<string, unknown>;

export interface IdentityProviderOptions {
  /** @defaultValue a free one */
  readonly port?: number;
  /** Where our server answers: browsers may be sent back there alone. */
  readonly platformUrl: string;
  /** Ids of clients; each is also the id of the provider in our configuration. */
  readonly clients: readonly string[];
}

/** Secret of all clients. */
export const clientSecret = 'a secret of client and provider, long enough for both';

/**
 * A real server of OpenID Connect. People sign in with a name and no password; it is asked for on a page, or taken from the
 * field `login` of its form.
 */
export class IdentityProvider implements AsyncDisposable {
  readonly issuer: string;
  /** By the name that they sign in with, which is the subject too. */
  readonly people = new Map<string, PersonClaims>();
  /** Changes what stands in its tokens, to see what becomes of it. */
  forge: ((payload: Payload) => Payload) | undefined;
  /** Signs forged tokens: with its own key, unless a test takes another one. */
  forgeKey: KeyObject;
  readonly #server: Server;

  private constructor(server: Server, issuer: string, key: KeyObject) {
    this.#server = server;
    this.issuer = issuer;
    this.forgeKey = key;
  }

  static async start({ clients, platformUrl, port = 0 }: IdentityProviderOptions): Promise<IdentityProvider> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const self = new IdentityProvider(server, issuer, privateKey);
    const provider = new Provider(
      issuer,
      self.#configure(
        privateKey,
        clients.map((id) => clientOf(id, platformUrl)),
      ),
    );
    provider.use(async (context, next) => {
      await next();
      const body = context.body as Payload | undefined;
      if (context.path === '/token' && self.forge && typeof body?.['id_token'] === 'string') {
        context.body = { ...body, id_token: self.#forgeToken(body['id_token'], self.forge) };
      }
    });
    const handle = provider.callback();
    server.on('request', (request, response) => {
      if (request.url?.startsWith('/interaction/') === true) void answerInteraction(provider, request, response);
      else void handle(request, response);
    });
    return self;
  }

  #configure(key: KeyObject, clients: ClientMetadata[]): Configuration {
    return {
      clients,
      jwks: { keys: [{ ...key.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }] as never },
      cookies: { keys: ['a key for the cookies of a test'] },
      ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
      claims: {
        openid: ['sub'],
        profile: ['preferred_username'],
        email: ['email', 'email_verified'],
        groups: ['groups'],
      },
      scopes: ['openid', 'profile', 'email', 'groups'],
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: async () => ({ sub, ...this.people.get(sub) }),
      }),
      // Nobody is asked whether our server may know who he is.
      loadExistingGrant: async ({ oidc: { account, client, provider } }) => {
        const grant = new provider.Grant({ accountId: account?.accountId ?? '', clientId: client?.clientId ?? '' });
        grant.addOIDCScope('openid profile email groups');
        await grant.save();
        return grant;
      },
    };
  }

  #forgeToken(token: string, forge: (payload: Payload) => Payload): string {
    const [header = '', payload = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Payload;
    const forged = Buffer.from(JSON.stringify(forge(claims))).toString('base64url');
    const signature = createSign('RSA-SHA256').update(`${header}.${forged}`).sign(this.forgeKey, 'base64url');
    return `${header}.${forged}.${signature}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function clientOf(id: string, platformUrl: string): ClientMetadata {
  return {
    client_id: id,
    client_secret: clientSecret,
    redirect_uris: [`${platformUrl}/api/auth/oidc/${id}/callback/`],
    post_logout_redirect_uris: [`${platformUrl}/sign-in`],
    token_endpoint_auth_method: 'client_secret_post',
  };
}

/** Asks who it is, and takes any answer; `cancel` gives up. */
async function answerInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><html lang="en"><title>Corp login</title><form method="post">
      <label>Login <input name="login"></label><button>Continue</button></form></html>`);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get('login') ?? '';
  const result =
    accountId === 'cancel'
      ? { error: 'access_denied', error_description: 'Somebody gave up.' }
      : { login: { accountId } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
