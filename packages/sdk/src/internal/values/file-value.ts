import { type TSchema, Type } from '@sinclair/typebox';
import { type Checked, refuse } from './checked.ts';
import { isUuid } from './object-value.ts';

/** `FileVar`: the id under which the server keeps the upload. Whose upload it is, is for the server to find out. */
export function checkFile(raw: unknown): Checked {
  return isUuid(raw) ? { value: raw.toLowerCase() } : refuse('Must be a file, sent as multipart/form-data.');
}

export function fileSchema(): TSchema {
  return Type.String({ format: 'binary', description: 'Sent as multipart/form-data' });
}
