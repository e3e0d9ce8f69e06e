import { anyOf } from '../models/filters/build-condition.ts';
import { isUuid } from '../models/filters/parse-value.ts';
import type { Where } from '../models/filters/where.ts';

/** `user` of records that keep the name of their user: by that name, or by id, whether or not the user is in sight. */
export const userFilter = {
  user: (values: readonly string[]): Where =>
    anyOf(values.map((value) => (isUuid(value) ? { user: value } : { userName: value }))),
};
