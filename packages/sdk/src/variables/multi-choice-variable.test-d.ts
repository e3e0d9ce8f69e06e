import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { MultiChoiceVar } from './multi-choice-variable.ts';

class Inputs extends Job {
  literal = MultiChoiceVar({
    choices: [
      ['r', 'Red'],
      ['g', 'Green'],
    ],
  });
  record = MultiChoiceVar({ choices: { small: 'Small', large: 'Large' } });
  optional = MultiChoiceVar({
    choices: [
      ['r', 'Red'],
      ['g', 'Green'],
    ],
    required: false,
  });
  optionalWithDefault = MultiChoiceVar({
    choices: [
      ['r', 'Red'],
      ['g', 'Green'],
    ],
    required: false,
    default: ['r'],
  });
}

test('choices are a list of the union of the values', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly literal: ('r' | 'g')[];
    readonly record: ('small' | 'large')[];
    readonly optionalWithDefault: ('r' | 'g')[];
    readonly optional?: ('r' | 'g')[] | undefined;
  }>();
});

test('a default must be a list of choices', () => {
  // @ts-expect-error - no such choice
  MultiChoiceVar({ choices: { r: 'Red' }, default: ['b'] });
  // @ts-expect-error - no list
  MultiChoiceVar({ choices: { r: 'Red' }, default: 'r' });
});
