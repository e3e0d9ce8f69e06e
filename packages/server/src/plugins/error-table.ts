import { InputInvalidError, type FieldProblems } from '../errors.ts';
import { convertDatabaseError } from './database-errors.ts';

/** What a client is told of an error. */
export interface ErrorAnswer {
  readonly status: number;
  /** Stable; also in the `Error-Code` header, because a body of field messages has no room for it. */
  readonly code: string;
  readonly body: { readonly detail: string; readonly code: string } | FieldProblems;
}

/** The one table of HTTP statuses: whatever is not in it is the server's own fault, 500. */
const statuses: Readonly<Record<string, number>> = {
  JOBWRIGHT_INPUT_INVALID: 400,
  JOBWRIGHT_REQUEST_MALFORMED: 400,
  JOBWRIGHT_UNAUTHENTICATED: 401,
  JOBWRIGHT_SIGN_IN_REFUSED: 401,
  JOBWRIGHT_PERMISSION_DENIED: 403,
  JOBWRIGHT_CROSS_SITE_REQUEST: 403,
  JOBWRIGHT_GRANT_EXCEEDED: 403,
  JOBWRIGHT_TOKEN_NETWORK: 403,
  JOBWRIGHT_JOB_DISABLED: 403,
  JOBWRIGHT_NOT_FOUND: 404,
  JOBWRIGHT_RUN_NOT_FOUND: 404,
  JOBWRIGHT_JOB_NOT_INSTALLED: 405,
  JOBWRIGHT_METHOD_NOT_ALLOWED: 405,
  JOBWRIGHT_OBJECT_PROTECTED: 409,
  JOBWRIGHT_OBJECT_CHANGED: 409,
  JOBWRIGHT_RUN_FINISHED: 409,
  JOBWRIGHT_JOB_ALREADY_RUNNING: 409,
  JOBWRIGHT_UPLOADED_FILE_UNAVAILABLE: 409,
  JOBWRIGHT_SECRET_EXISTS: 409,
  JOBWRIGHT_REPOSITORY_EXISTS: 409,
  JOBWRIGHT_REPOSITORY_DISABLED: 409,
  JOBWRIGHT_WEBHOOK_REFUSED: 401,
  JOBWRIGHT_SECRET_KEY_MISSING: 409,
  JOBWRIGHT_USER_EXISTS: 409,
  JOBWRIGHT_LAST_SUPERUSER: 409,
  JOBWRIGHT_INPUT_NOT_STORED: 409,
  JOBWRIGHT_UPLOAD_TOO_LARGE: 413,
  JOBWRIGHT_BODY_TOO_LARGE: 413,
  JOBWRIGHT_MEDIA_TYPE_UNSUPPORTED: 415,
  JOBWRIGHT_SIGN_IN_THROTTLED: 429,
  JOBWRIGHT_RATE_LIMITED: 429,
  JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN: 400,
  JOBWRIGHT_OIDC_DENIED: 403,
  JOBWRIGHT_OIDC_USER_UNKNOWN: 403,
  JOBWRIGHT_OIDC_USER_CONFLICT: 403,
  JOBWRIGHT_OIDC_USER_INACTIVE: 403,
  JOBWRIGHT_OIDC_CLAIM_MISSING: 502,
  JOBWRIGHT_OIDC_RESPONSE_INVALID: 502,
  JOBWRIGHT_OIDC_PROVIDER_UNAVAILABLE: 503,
  JOBWRIGHT_WORKER_UNAVAILABLE: 503,
};

const malformedCode = 'JOBWRIGHT_REQUEST_MALFORMED';

/** Codes of Fastify and its plugins that mean a wrong request, and what we say instead. */
const foreignErrors: Readonly<Record<string, { readonly code: string; readonly detail: string }>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: malformed('The body is not valid JSON.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'JOBWRIGHT_MEDIA_TYPE_UNSUPPORTED',
    detail: 'This media type is not supported here. Send application/json.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformed('The body is not as long as its Content-Length says.'),
  FST_ERR_CTP_BODY_TOO_LARGE: tooLarge('The body is larger than the server takes.'),
  FST_ERR_BAD_URL: malformed('The address is not a valid URL.'),
  FST_ERR_MAX_PARAM_LENGTH: malformed('A part of the address is too long.'),
  FST_REQ_FILE_TOO_LARGE: tooLarge('A file is larger than the server takes.'),
  FST_FILES_LIMIT: tooLarge('There are more files than the server takes.'),
  FST_FIELDS_LIMIT: tooLarge('There are more fields than the server takes.'),
  FST_PARTS_LIMIT: tooLarge('There are more parts than the server takes.'),
  FST_PROTO_VIOLATION: malformed('A field has a name that is not allowed.'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: malformed('The body is not valid multipart/form-data.'),
  ERR_STREAM_PREMATURE_CLOSE: malformed('The request ended before its body was complete.'),
  ECONNRESET: malformed('The request ended before its body was complete.'),
};

/** Finds out what to tell a client. Text of errors that are not the client's never leaves the server. */
export function answerError(thrown: unknown): ErrorAnswer {
  const error = convertDatabaseError(thrown);
  if (error instanceof InputInvalidError) {
    return { status: 400, code: error.code, body: error.fields };
  }
  const code = codeOf(error);
  const foreign = Object.hasOwn(foreignErrors, code) ? foreignErrors[code] : undefined;
  if (foreign) return answer(foreign.code, foreign.detail);
  if (error instanceof Error && Object.hasOwn(statuses, code)) {
    return answer(code, error.message);
  }
  const status = statusOf(error);
  if (error instanceof SyntaxError && status === 400) return answer(malformedCode, 'The body is not valid JSON.');
  if (status >= 400 && status < 500) {
    return { ...answer(malformedCode, 'The request cannot be understood.'), status };
  }
  return {
    status: 500,
    code: 'JOBWRIGHT_INTERNAL',
    body: {
      detail: 'The server failed to answer. The request id leads to the reason in its log.',
      code: 'JOBWRIGHT_INTERNAL',
    },
  };
}

function answer(code: string, detail: string): ErrorAnswer {
  return { status: statuses[code] ?? 500, code, body: { detail, code } };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}

function malformed(detail: string): { code: string; detail: string } {
  return { code: malformedCode, detail };
}

function tooLarge(detail: string): { code: string; detail: string } {
  return { code: 'JOBWRIGHT_BODY_TOO_LARGE', detail };
}
