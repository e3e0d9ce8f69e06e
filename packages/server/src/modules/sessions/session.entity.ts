import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { Token } from '../users/token.entity.ts';
import { User } from '../users/user.entity.ts';

/** A browser in which somebody has signed in. Only digests of its keys are kept. */
const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'users_session',
  properties: {
    ...baseProperties,
    user: () => p.manyToOne(User).deleteRule('cascade'),
    /** The token that was signed in with: the session ends with it and may do no more than it. */
    token: () => p.manyToOne(Token).nullable().deleteRule('cascade'),
    /** Id of the identity provider that was signed in with. */
    identityProvider: p.string().length(50).nullable(),
    /** The provider's word on who it is: shown to it again when the session ends. It opens nothing. */
    idToken: p.text().nullable().hidden(),
    /** SHA-256 of the key, 64 hexadecimal digits. */
    digest: p.string().length(64).unique().hidden(),
    /** The key before the last change of keys. It still holds for requests that were under way then. */
    previousDigest: p.string().length(64).nullable().index().hidden(),
    /** When the key was changed last. */
    rotated: p.datetime(),
    /** Written at most once a minute. */
    lastSeen: p.datetime(),
    /** It ends then, however much it is used. */
    expires: p.datetime().index(),
    clientAddress: p.string().length(100).default(''),
    userAgent: p.string().length(300).default(''),
  },
});

export class Session extends SessionSchema.class {}
SessionSchema.setClass(Session);
