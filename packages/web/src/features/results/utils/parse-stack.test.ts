import { expect, it } from 'vitest';
import { firstFrame } from './parse-stack.ts';

const stack = `Error: no
    at check (lib/check.ts:3:9)
    at NewBranch.run (new_branch.ts:41:15)`;

it('finds the first place in a file of the author', () => {
  expect(firstFrame(stack, ['new_branch.ts', 'lib/check.ts'])).toEqual({ file: 'lib/check.ts', line: 3 });
  expect(firstFrame(stack, ['new_branch.ts'])).toEqual({ file: 'new_branch.ts', line: 41 });
  expect(firstFrame(stack, ['other.ts'])).toBeUndefined();
  expect(firstFrame('Error: no\n    at new_branch.ts:7:1', ['new_branch.ts'])).toEqual({
    file: 'new_branch.ts',
    line: 7,
  });
});
