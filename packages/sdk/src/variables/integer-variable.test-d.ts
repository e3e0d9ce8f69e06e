import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { IntegerVar } from './integer-variable.ts';

class Inputs extends Job {
  plain = IntegerVar();
  limited = IntegerVar({ minValue: 0, maxValue: 48 });
  optional = IntegerVar({ required: false });
  optionalWithDefault = IntegerVar({ required: false, default: 0 });
}

test('a number is there when it is required or has a default, 0 included', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: number;
    readonly limited: number;
    readonly optionalWithDefault: number;
    readonly optional?: number | undefined;
  }>();
});

test('options of another type are errors', () => {
  // @ts-expect-error - a default of another type
  IntegerVar({ default: '3' });
  // @ts-expect-error - a limit of another type
  IntegerVar({ minValue: 3n });
});
