import { describe, expect, it } from 'vitest';
import type { JobVariable } from '../api/get-job.ts';
import { checkValue, checkValues } from './check-value.ts';

function variable(part: Partial<JobVariable> & Pick<JobVariable, 'kind'>): JobVariable {
  return {
    name: 'x',
    type: 'StringVar',
    label: 'X',
    help_text: '',
    required: true,
    sensitive: false,
    schema: {},
    ...part,
  };
}

describe('texts', () => {
  const code = variable({ kind: 'string', min_length: 3, max_length: 3, regex: '[a-z]+' });

  it.each([
    ['', 'This field is required.'],
    ['  ', 'This field is required.'],
    ['xx', 'Enter exactly 3 characters; it has 2.'],
    ['xxxx', 'Enter exactly 3 characters; it has 4.'],
    ['ABC', 'Must match the pattern [a-z]+ as a whole.'],
    ['abc', undefined],
    [' abc ', undefined],
  ])('%j: %s', (value, problem) => {
    expect(checkValue(code, value)).toBe(problem);
  });

  it('leaves patterns that the browser does not know to the server', () => {
    expect(checkValue(variable({ kind: 'string', regex: '(' }), 'x')).toBeUndefined();
  });
});

describe('numbers', () => {
  const number = variable({ kind: 'integer', min_value: 0, max_value: 48 });

  it.each([
    ['-1', 'Must be at least 0.'],
    ['49', 'Must be at most 48.'],
    ['1.5', 'Enter a whole number.'],
    ['0', undefined],
    ['48', undefined],
  ])('%j: %s', (value, problem) => {
    expect(checkValue(number, value)).toBe(problem);
  });
});

describe('addresses and networks', () => {
  const exampleAddress = 'Enter an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.';
  const exampleNetwork = 'Enter an address with a mask, such as 192.0.2.0/24 or 2001:db8::/32.';

  it.each([
    ['ip-address', '1.2.3', exampleAddress],
    ['ip-address', '192.0.2.0/24', 'Enter the address without its mask: 192.0.2.0'],
    ['ip-address', '192.0.2.1', undefined],
    ['ip-address', '2001:db8::1', undefined],
    ['ip-address-with-mask', '192.0.2.5', 'A mask is required: 192.0.2.5/32 for this address alone.'],
    ['ip-address-with-mask', '2001:db8::5', 'A mask is required: 2001:db8::5/128 for this address alone.'],
    ['ip-address-with-mask', '192.0.2.5/33', exampleNetwork],
    ['ip-address-with-mask', '192.0.2.5/24', undefined],
    ['ip-network', '192.0.2.1/24', 'There are bits behind the mask. Did you mean 192.0.2.0/24?'],
    ['ip-network', '192.0.2.0/24', undefined],
    ['ip-network', '2001:db8::/32', undefined],
    ['ip-network', 'everything', exampleNetwork],
  ] as const)('%s %s: %s', (kind, value, problem) => {
    expect(checkValue(variable({ kind }), value)).toBe(problem);
  });

  it('holds the limits of the prefix at both ends, 0 included', () => {
    const limited = variable({ kind: 'ip-network', min_prefix_length: 0, max_prefix_length: 24 });

    expect(checkValue(limited, '0.0.0.0/0')).toBeUndefined();
    expect(checkValue(limited, '192.0.2.0/25')).toBe('The prefix length must be at most 24.');
    expect(checkValue({ ...limited, min_prefix_length: 8 }, '0.0.0.0/0')).toBe('The prefix length must be at least 8.');
  });
});

describe('what is required', () => {
  it('is an object, a file, a member of a list; never a flag', () => {
    const variables = [
      variable({ name: 'a', kind: 'object' }),
      variable({ name: 'b', kind: 'file' }),
      variable({ name: 'c', kind: 'multi-choice' }),
      variable({ name: 'd', kind: 'boolean', required: false }),
      variable({ name: 'e', kind: 'object', null_option: 'None' }),
    ];

    expect(checkValues(variables, { a: undefined, b: undefined, c: [], d: false, e: null })).toEqual({
      a: 'This field is required.',
      b: 'This field is required.',
      c: 'This field is required.',
    });
  });
});
