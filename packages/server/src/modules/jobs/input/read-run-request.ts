import type { VariableDescriptor } from '@jobwright/sdk/internal';
import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { InputInvalidError } from '../../../errors.ts';
import { readSchedule } from '../../schedules/read-schedule.ts';
import { readMultipartRun } from './read-multipart-run.ts';
import type { RunRequest } from './run-request.ts';

/** The request is not even of the form `{ "data": {…}, "commit": … }`. */
export class RunRequestShapeError extends Error {
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join(' '));
    this.errors = errors;
  }
}

/**
 * Reads a run request, from JSON or from a form with files. A body is optional; unknown keys beside `data`, `commit`
 * and `schedule` are ignored.
 * @throws {@link RunRequestShapeError}
 * @throws {@link InputInvalidError} for control values that are not right
 */
export async function readRunRequest(
  request: FastifyRequest,
  context: { readonly pool: Pool; readonly variables: readonly VariableDescriptor[] },
): Promise<RunRequest> {
  return request.isMultipart() ? readMultipartRun(request, context) : readJsonRun(request.body);
}

function readJsonRun(body: unknown): RunRequest {
  if (body === undefined || body === null) return { data: {}, encoding: 'json', files: {} };
  if (!isRecord(body))
    throw new RunRequestShapeError(['The body must be a JSON object: { "data": {…}, "commit": true }.']);
  const { data = {}, commit } = body;
  const schedule = readSchedule(body['schedule']);
  if (data !== null && !isRecord(data)) {
    throw new RunRequestShapeError(['Job data needs to be a dictionary: { "data": { "<variable>": <value> } }.']);
  }
  return { data: data ?? {}, encoding: 'json', files: {}, ...readCommit(commit), ...(schedule ? { schedule } : {}) };
}

function readCommit(commit: unknown): { readonly commit?: boolean } {
  if (commit === undefined || commit === null) return {};
  if (typeof commit !== 'boolean') throw new InputInvalidError({ commit: ['Must be true or false.'] });
  return { commit };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
