/** Problems by the field that they are about, as the server words them. */
export type FieldProblems = Readonly<Record<string, readonly string[]>>;

/** The server refused, or could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0: no answer came. */
  readonly status: number;
  /** The server's stable code, if it gave one. */
  readonly code: string | undefined;
  readonly fields: FieldProblems;

  constructor(
    message: string,
    details: { readonly status: number; readonly code?: string | undefined; readonly fields?: FieldProblems },
  ) {
    super(message);
    this.status = details.status;
    this.code = details.code;
    this.fields = details.fields ?? {};
  }
}

/** Reads the body of a refusal: `{ detail, code }`, `{ errors: […] }` or `{ <field>: […] }`. */
export function toApiError(status: number, body: unknown): ApiError {
  if (typeof body !== 'object' || body === null) return new ApiError(statusText(status), { status });
  const { detail, code, errors, ...rest } = body as Readonly<Record<string, unknown>>;
  if (typeof detail === 'string') {
    return new ApiError(detail, { status, code: typeof code === 'string' ? code : undefined });
  }
  const fields = Object.fromEntries(
    Object.entries({ ...rest, ...(code === undefined ? {} : { code }) }).map(([name, problems]) => [
      name,
      (Array.isArray(problems) ? problems : [problems]).map(String),
    ]),
  );
  const general = Array.isArray(errors) ? errors.map(String) : [];
  const message = general.length > 0 ? general.join(' ') : describeFields(fields) || statusText(status);
  return new ApiError(message, { status, fields });
}

function describeFields(fields: FieldProblems): string {
  return Object.entries(fields)
    .map(([name, problems]) => `${name}: ${problems.join(' ')}`)
    .join('\n');
}

function statusText(status: number): string {
  if (status === 0) return 'The server cannot be reached. Check the connection and try again.';
  if (status === 413) return 'What was sent is too large for the server.';
  if (status === 429) return 'Too many requests. Wait a moment and try again.';
  return `The server answered with status ${status}.`;
}
