import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { User } from './user.entity.ts';

/** A key for the API. Only a digest of it is kept: the key itself is shown once, when it is made. */
const TokenSchema = defineEntity({
  name: 'Token',
  tableName: 'users_token',
  properties: {
    ...baseProperties,
    user: () => p.manyToOne(User).deleteRule('cascade'),
    /** First characters of the key, for people to recognise it by. */
    prefix: p.string().length(16),
    /** SHA-256 of the key, 64 hexadecimal digits. Enough, because the key is 256 bits of randomness. */
    digest: p.string().length(64).unique().hidden(),
    description: p.string().length(200).default(''),
    /** False: may only read. */
    writeEnabled: p.boolean().default(true),
    expires: p.datetime().nullable(),
    /** Networks and addresses that it may be used from; none: from anywhere. */
    allowedNetworks: p.array().default([]),
    /** Written at most once a minute. */
    lastUsed: p.datetime().nullable(),
  },
});

export class Token extends TokenSchema.class {}
TokenSchema.setClass(Token);
