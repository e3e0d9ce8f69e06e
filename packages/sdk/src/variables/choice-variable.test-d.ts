import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { ChoiceVar } from './choice-variable.ts';

const constant = [
  ['x', 'Ex'],
  ['y', 'Why'],
] as const;
const computed: [string, string][] = [['a', 'A']];

class Inputs extends Job {
  literal = ChoiceVar({
    choices: [
      ['n', 'North'],
      ['s', 'South'],
    ],
  });
  record = ChoiceVar({ choices: { small: 'Small', large: 'Large' } });
  constant = ChoiceVar({ choices: constant });
  computed = ChoiceVar({ choices: computed });
  optional = ChoiceVar({
    choices: [
      ['n', 'North'],
      ['s', 'South'],
    ],
    required: false,
  });
  optionalWithDefault = ChoiceVar({ choices: { small: 'Small', large: 'Large' }, required: false, default: 'small' });
}

test('a choice is the union of its values, without "as const"', () => {
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly literal: 'n' | 's';
    readonly record: 'small' | 'large';
    readonly constant: 'x' | 'y';
    readonly computed: string;
    readonly optionalWithDefault: 'small' | 'large';
    readonly optional?: 'n' | 's' | undefined;
  }>();
});

test('a default must be one of the choices, and choices must be given', () => {
  // @ts-expect-error - no such choice
  ChoiceVar({ choices: constant, default: 'e' });
  // @ts-expect-error - no choices
  ChoiceVar({});
  // @ts-expect-error - a choice without a label
  ChoiceVar({ choices: [['n']] });
});
