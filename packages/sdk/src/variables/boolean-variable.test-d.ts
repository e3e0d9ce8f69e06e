import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { BooleanVar } from './boolean-variable.ts';

class Inputs extends Job {
  plain = BooleanVar();
  optional = BooleanVar({ required: false });
  withDefault = BooleanVar({ default: true });
}

test('a flag is always there', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: boolean;
    readonly optional: boolean;
    readonly withDefault: boolean;
  }>();
});

test('a flag cannot be required', () => {
  // @ts-expect-error - absent is false
  BooleanVar({ required: true });
});
