import { expect, test } from 'vitest';
import * as errors from './errors.ts';

const all: readonly errors.JobwrightError[] = [
  new errors.AbortJob('x'),
  new errors.ValidationError('x'),
  new errors.SoftTimeLimitExceeded(1000),
  new errors.VariableOptionsError('x'),
  new errors.VariableNameError('x'),
  new errors.JobDefinitionError('x'),
  new errors.JobNotRunningError('em'),
  new errors.ModelDefinitionError('x'),
  new errors.ModelUnknownError('x'),
  new errors.PluginDefinitionError('x'),
  new errors.AddressError('x'),
  new errors.InputObjectMissingError('site', 'dcim.site', ['1']),
  new errors.FileFormatError('x'),
];

test('each class has its own code and is named after itself', () => {
  const classes = Object.values(errors).filter(
    (value) => typeof value === 'function' && value !== errors.JobwrightError,
  );

  expect(new Set(all.map((error) => error.constructor))).toEqual(new Set(classes));
  expect(Object.fromEntries(all.map((error) => [error.code, error.name]))).toEqual({
    JOBWRIGHT_JOB_ABORTED: 'AbortJob',
    JOBWRIGHT_VALIDATION_FAILED: 'ValidationError',
    JOBWRIGHT_RUN_SOFT_TIME_LIMIT: 'SoftTimeLimitExceeded',
    JOBWRIGHT_VARIABLE_OPTIONS: 'VariableOptionsError',
    JOBWRIGHT_VARIABLE_NAME: 'VariableNameError',
    JOBWRIGHT_JOB_DEFINITION: 'JobDefinitionError',
    JOBWRIGHT_JOB_NOT_RUNNING: 'JobNotRunningError',
    JOBWRIGHT_MODEL_DEFINITION: 'ModelDefinitionError',
    JOBWRIGHT_MODEL_UNKNOWN: 'ModelUnknownError',
    JOBWRIGHT_PLUGIN_DEFINITION: 'PluginDefinitionError',
    JOBWRIGHT_ADDRESS_INVALID: 'AddressError',
    JOBWRIGHT_INPUT_OBJECT_MISSING: 'InputObjectMissingError',
    JOBWRIGHT_FILE_FORMAT: 'FileFormatError',
  });
});

test('a validation error reads as a sentence and keeps its problems by field', () => {
  const error = new errors.ValidationError({
    name: 'Too long.',
    site: ['Gone.', 'Unknown.'],
    __all__: 'Not like this.',
  });

  expect(error.message).toBe('name: Too long. site: Gone. Unknown. Not like this.');
  expect(error.problems).toEqual({ name: ['Too long.'], site: ['Gone.', 'Unknown.'], __all__: ['Not like this.'] });
  expect(new errors.ValidationError('Overlaps.')).toMatchObject({
    message: 'Overlaps.',
    problems: { __all__: ['Overlaps.'] },
  });
});

test('a cause is kept', () => {
  const cause = new Error('first');

  expect(new errors.AbortJob('second', { cause }).cause).toBe(cause);
});
