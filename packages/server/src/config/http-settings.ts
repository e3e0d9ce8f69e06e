import { Type, type Static } from '@sinclair/typebox';

const MB = 1024 * 1024;
const hourMs = 3_600_000;

/** Proxies in front of the server whose `X-Forwarded-…` headers are believed: how many hops, or their networks. */
export const TrustedProxiesSchema = Type.Union(
  [
    Type.Integer({ minimum: 0, maximum: 32 }),
    Type.Array(
      Type.String({
        // What Fastify understands: an address, a network, or one of its names for networks.
        pattern: String.raw`^(loopback|linklocal|uniquelocal|[0-9a-fA-F:.]+(\/\d{1,3})?)$`,
      }),
    ),
  ],
  { default: 0 },
);

/** How long sessions of browsers last. */
export const SessionLimitsSchema = Type.Object(
  {
    /** A session that was not used for so long is over. */
    idleMs: Type.Integer({ minimum: 60_000, default: 12 * hourMs }),
    /** A session is over then, however much it is used. */
    lifetimeMs: Type.Integer({ minimum: 60_000, default: 7 * 24 * hourMs }),
  },
  { additionalProperties: false, default: {} },
);

/** Requests a minute of one client by operation id, or by the beginning of ids with `*` behind it. 0: any number. */
export const RateLimitsSchema = Type.Record(Type.String({ minLength: 1 }), Type.Integer({ minimum: 0 }), {
  default: {},
});

export type RateLimits = Static<typeof RateLimitsSchema>;

/** Pages of other sites that may ask, e.g. `https://dashboard.example.com`. */
export const CorsOriginsSchema = Type.Array(Type.String({ pattern: String.raw`^https?:\/\/[^\s\/]+$` }), {
  default: [],
});

/** Largest bodies, in bytes. */
export const BodyLimitsSchema = Type.Object(
  {
    /** Of a request other than files. */
    jsonBytes: Type.Integer({ minimum: 1024, maximum: 1024 * MB, default: 10 * MB }),
    /** Of one uploaded file. */
    fileBytes: Type.Integer({ minimum: 1024, default: 1024 * MB }),
  },
  { additionalProperties: false, default: {} },
);

export type BodyLimits = Static<typeof BodyLimitsSchema>;
