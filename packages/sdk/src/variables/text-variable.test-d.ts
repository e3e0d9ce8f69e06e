import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { TextVar } from './text-variable.ts';

class Inputs extends Job {
  plain = TextVar();
  optional = TextVar({ required: false });
  optionalWithDefault = TextVar({ required: false, default: 'none' });
}

test('text is there when it is required or has a default', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: string;
    readonly optionalWithDefault: string;
    readonly optional?: string | undefined;
  }>();
});

test('options of a line of text are errors', () => {
  // @ts-expect-error - text of any length has no limits
  TextVar({ maxLength: 3 });
});
