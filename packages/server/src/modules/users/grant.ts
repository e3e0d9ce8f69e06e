import type { Where } from '../models/filters/where.ts';

/** Objects that a user may act upon: all, or those that fulfil a condition. */
export type Grant = { readonly objects: 'all' } | { readonly objects: 'some'; readonly where: Where };
