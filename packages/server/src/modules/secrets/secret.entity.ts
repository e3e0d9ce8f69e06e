import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';

/** A value that jobs may read and people may not: a password, a key. */
const SecretSchema = defineEntity({
  name: 'Secret',
  tableName: 'extras_secret',
  properties: {
    ...baseProperties,
    name: p.string().length(100).unique(),
    description: p.string().length(200).default(''),
    /** Encrypted by {@link SecretBox}, for this secret alone. */
    sealedValue: p.uint8array().hidden(),
    /** Paths of the jobs that may read it, or beginnings of paths with `*` behind them. */
    jobs: p.array(),
  },
});

export class Secret extends SecretSchema.class {}
SecretSchema.setClass(Secret);
