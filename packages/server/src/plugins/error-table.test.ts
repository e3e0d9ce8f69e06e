import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { expect, it } from 'vitest';
import { InputInvalidError, JobDisabledError, RunFinishedError, UnauthenticatedError } from '../errors.ts';
import { answerError } from './error-table.ts';

it('gives each error its status, text and stable code', () => {
  expect(answerError(new UnauthenticatedError('Invalid token.'))).toEqual({
    status: 401,
    code: 'JOBWRIGHT_UNAUTHENTICATED',
    body: { detail: 'Invalid token.', code: 'JOBWRIGHT_UNAUTHENTICATED' },
  });
  expect(answerError(new JobDisabledError('local/a/B')).status).toBe(403);
  expect(answerError(new RunFinishedError('completed')).status).toBe(409);
});

it('gives problems of fields by field', () => {
  expect(answerError(new InputInvalidError({ name: ['This field is required.'] }))).toEqual({
    status: 400,
    code: 'JOBWRIGHT_INPUT_INVALID',
    body: { name: ['This field is required.'] },
  });
});

it('keeps the text of everything else to itself', () => {
  const internal = {
    status: 500,
    code: 'JOBWRIGHT_INTERNAL',
    body: {
      detail: 'The server failed to answer. The request id leads to the reason in its log.',
      code: 'JOBWRIGHT_INTERNAL',
    },
  };

  expect(answerError(new Error('password=hunter2'))).toEqual(internal);
  expect(answerError('text')).toEqual(internal);
  expect(answerError(Object.assign(new Error('secret'), { code: 'constructor' }))).toEqual(internal);
});

it('names the column of a value that exists already', () => {
  const cause = Object.assign(new Error('duplicate key'), { detail: 'Key (lower(name::text))=(a) already exists.' });

  expect(answerError(new UniqueConstraintViolationException(cause)).body).toEqual({
    name: ['An object with this name already exists.'],
  });
});
