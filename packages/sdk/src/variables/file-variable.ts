import { fileSchema } from '../internal/values/file-value.ts';
import type { UploadedFile } from '../uploaded-file.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** An uploaded file. Made by {@link FileVar}. */
export type FileVariable<Value extends UploadedFile | undefined = UploadedFile | undefined> = Variable<'file', Value>;

/**
 * An uploaded file. Clients send it as `multipart/form-data`; `run` receives a handle that reads it on demand. The
 * upload is deleted when the run ends.
 *
 * @example
 * ```ts
 * file = FileVar({ label: 'CSV file' });
 * ```
 */
export function FileVar<const Required extends boolean = true>(
  options: FileVarOptions<Required> = {},
): FileVariable<Presence<UploadedFile, Required, undefined>> {
  return createVariable(options, { rules: { kind: 'file' as const }, schema: fileSchema() });
}

/** Whether a value was made by {@link FileVar}. */
export function isFileVariable(value: unknown): value is FileVariable {
  return isVariableOfKind(value, 'file');
}

/** Options of {@link FileVar}: those of all variables; a file has no default. */
export interface FileVarOptions<Required extends boolean = boolean> extends VariableOptions<Required, undefined> {}
