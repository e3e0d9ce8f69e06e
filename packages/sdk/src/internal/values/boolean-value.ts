import { type TSchema, Type } from '@sinclair/typebox';
import { type Checked, refuse } from './checked.ts';

/** `BooleanVar`: `true` or `false`. */
export function checkBoolean(raw: unknown): Checked {
  return typeof raw === 'boolean' ? { value: raw } : refuse('Must be true or false.');
}

export function booleanSchema(): TSchema {
  return Type.Boolean();
}
