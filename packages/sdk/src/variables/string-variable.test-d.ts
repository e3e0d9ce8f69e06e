import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { StringVar, type StringVarOptions } from './string-variable.ts';

declare const computedOptions: StringVarOptions;

class Inputs extends Job {
  plain = StringVar();
  required = StringVar({ required: true, minLength: 3, maxLength: 3, regex: /[a-z]+/ });
  optional = StringVar({ required: false });
  withDefault = StringVar({ default: 'abc' });
  optionalWithDefault = StringVar({ required: false, default: '' });
  computed = StringVar(computedOptions);
}

test('a line of text is there when it is required or has a default', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: string;
    readonly required: string;
    readonly withDefault: string;
    readonly optionalWithDefault: string;
    readonly optional?: string | undefined;
    readonly computed?: string | undefined;
  }>();
});

test('options that do not exist or have another type are errors', () => {
  // @ts-expect-error - a misspelt option
  StringVar({ minLenght: 3 });
  // @ts-expect-error - a default of another type
  StringVar({ default: 3 });
  // @ts-expect-error - an option of another kind
  StringVar({ minValue: 3 });
});
