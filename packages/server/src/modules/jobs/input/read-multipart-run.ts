import type { VariableDescriptor } from '@jobwright/sdk/internal';
import { errorCodes, type FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { InputInvalidError } from '../../../errors.ts';
import { removeUploads, storeUpload } from '../../files/store-upload.ts';
import { readSchedule } from '../../schedules/read-schedule.ts';
import { parseBoolean } from '../../models/filters/parse-value.ts';
import type { RunRequest } from './run-request.ts';

/** Longest time that a client may ask to wait, in seconds. */
export const maxWaitS = 300;

/**
 * Reads a form: variables at its top level, `_commit`, `_wait` and `_schedule_…` beside them. Files go to the database while they
 * arrive, and are removed again when the form turns out to be wrong.
 * @throws {@link InputInvalidError}
 * @throws {@link UploadTooLargeError}
 */
export async function readMultipartRun(
  request: FastifyRequest,
  context: { readonly pool: Pool; readonly variables: readonly VariableDescriptor[] },
): Promise<RunRequest> {
  const variables = new Map(context.variables.map((variable) => [variable.name, variable]));
  const texts = new Map<string, string[]>();
  const files: Record<string, string> = {};
  const problems: Record<string, string[]> = {};
  let textBytes = 0;
  try {
    for await (const part of request.parts()) {
      const name = part.fieldname;
      if (part.type === 'field') {
        // Each field has a limit of its own, and all of them are kept in memory.
        textBytes += Buffer.byteLength(String(part.value)) + name.length;
        if (textBytes > request.routeOptions.bodyLimit) throw new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
        if (part.valueTruncated) problems[name] = ['This value is longer than the server takes.'];
        else texts.set(name, [...(texts.get(name) ?? []), normalizeLines(String(part.value))]);
        continue;
      }
      // What a browser sends for a file input that was left empty.
      const isEmptyInput = part.filename === '' || part.filename === undefined;
      const problem = isEmptyInput ? undefined : findFileProblem(name, variables, files);
      if (problem !== undefined) problems[name] = [problem];
      if (problem !== undefined || isEmptyInput) {
        part.file.resume();
        continue;
      }
      const stored = await storeUpload(context.pool, {
        stream: part.file,
        name: part.filename,
        contentType: part.mimetype,
        userId: request.caller.id,
      });
      files[name] = stored.id;
    }
    const control = readControl(texts, problems);
    if (Object.keys(problems).length > 0) throw new InputInvalidError(problems);
    const schedule = readSchedule(takeSchedule(texts));
    return {
      ...control,
      ...(schedule ? { schedule } : {}),
      data: { ...readValues(texts, variables), ...files },
      encoding: 'form',
      files,
    };
  } catch (error) {
    await removeUploads(context.pool, Object.values(files));
    throw error;
  }
}

/** Browsers make every line end of a form CRLF (https://html.spec.whatwg.org/#multipart-form-data); JSON keeps LF. */
function normalizeLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function findFileProblem(
  name: string,
  variables: ReadonlyMap<string, VariableDescriptor>,
  files: Readonly<Record<string, string>>,
): string | undefined {
  const variable = variables.get(name);
  if (!variable) {
    const known = [...variables.values()].filter(({ kind }) => kind === 'file').map((it) => it.name);
    return `There is no such variable. ${known.length === 0 ? 'This job takes no file.' : `Files of this job: ${known.join(', ')}.`}`;
  }
  if (variable.kind !== 'file') return 'This variable is no file: send it as a text field.';
  return Object.hasOwn(files, variable.name) ? 'Send one file.' : undefined;
}

function readControl(
  texts: Map<string, string[]>,
  problems: Record<string, string[]>,
): { readonly commit?: boolean; readonly waitS?: number } {
  const commit = texts.get('_commit')?.at(-1)?.trim();
  const wait = texts.get('_wait')?.at(-1)?.trim();
  texts.delete('_commit');
  texts.delete('_wait');
  const control: { commit?: boolean; waitS?: number } = {};
  if (commit !== undefined && commit !== '') {
    try {
      control.commit = commit === 'on' || parseBoolean(commit);
    } catch {
      problems['_commit'] = ['Must be true or false.'];
    }
  }
  if (wait !== undefined && wait !== '') {
    if (/^\d{1,3}$/.test(wait) && Number(wait) <= maxWaitS) control.waitS = Number(wait);
    else problems['_wait'] = [`Must be a whole number of seconds from 0 to ${maxWaitS}.`];
  }
  return control;
}

const schedulePrefix = '_schedule_';

/** `_schedule_interval`, `_schedule_start_time` and so on, as the object that JSON has for them. */
function takeSchedule(texts: Map<string, readonly string[]>): Readonly<Record<string, string>> | undefined {
  const names = [...texts.keys()].filter((name) => name.startsWith(schedulePrefix));
  const entries = names.flatMap((name) => {
    const text = texts.get(name)?.at(-1)?.trim() ?? '';
    texts.delete(name);
    return text === '' ? [] : [[name.slice(schedulePrefix.length), text] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Texts by variable, a list where a field was repeated. */
function readValues(
  texts: ReadonlyMap<string, readonly string[]>,
  variables: ReadonlyMap<string, VariableDescriptor>,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [name, values] of texts) {
    // Names of controls begin with an underscore: those that we do not know are ignored, as unknown keys of a JSON body are.
    if (!variables.has(name) && name.startsWith('_')) continue;
    data[name] = values.length === 1 ? values[0] : values;
  }
  return data;
}
