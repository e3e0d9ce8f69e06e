import { randomUUIDv7 } from 'node:crypto';
import { p } from '@mikro-orm/core';

/** Properties of every platform table that people address by id: a time-ordered UUID made here, and both timestamps. */
export const platformProperties = {
  id: p
    .uuid()
    .primary()
    .onCreate(() => randomUUIDv7()),
  created: p.datetime().onCreate(() => new Date()),
  lastUpdated: p
    .datetime()
    .onCreate(() => new Date())
    .onUpdate(() => new Date()),
};
