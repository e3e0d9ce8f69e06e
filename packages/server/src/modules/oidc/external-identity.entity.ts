import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { User } from '../users/user.entity.ts';

/** An account at an identity provider, and the user of ours that it belongs to. */
const ExternalIdentitySchema = defineEntity({
  name: 'ExternalIdentity',
  tableName: 'users_external_identity',
  uniques: [{ properties: ['issuer', 'subject'] }],
  properties: {
    ...baseProperties,
    user: () => p.manyToOne(User).deleteRule('cascade').index(),
    /** As the provider names itself in its tokens. */
    issuer: p.string().length(500),
    /** What the provider calls the account. It never gives it to another one, unlike names and addresses. */
    subject: p.string().length(255),
    lastLogin: p.datetime().nullable(),
  },
});

export class ExternalIdentity extends ExternalIdentitySchema.class {}
ExternalIdentitySchema.setClass(ExternalIdentity);
