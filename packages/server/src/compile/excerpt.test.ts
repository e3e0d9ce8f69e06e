import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

const text = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].join('\n');

test('An excerpt shows two lines before and after, with a caret under the column', () => {
  expect(excerptOf(text, { line: 8, column: 3 })).toBe(
    ['   6 | six', '   7 | seven', '>  8 | eight', '     |   ^', '   9 | nine', '  10 | ten'].join('\n'),
  );
});

test('An excerpt stops at the first and the last line', () => {
  expect(excerptOf('only', { line: 1, column: 1 })).toBe('> 1 | only\n    | ^');
});

test('A long line is cut to the part around the column', () => {
  const excerpt = excerptOf(`${'a'.repeat(500)}X${'b'.repeat(500)}`, { line: 1, column: 501 });

  expect(excerpt).toBe(`> 1 | ${'a'.repeat(60)}X${'b'.repeat(59)}\n    | ${' '.repeat(60)}^`);
});

test('Control characters are shown as spaces', () => {
  expect(excerptOf('a\u001b[31mb\tc', { line: 1, column: 1 })).toBe('> 1 | a [31mb c\n    | ^');
});
