import { expect, it } from 'vitest';
import { isUsablePattern, matchPattern } from './pattern-matcher.ts';

it('matches as JavaScript does, with its flags', () => {
  expect(matchPattern('^(?:[a-z]+)$', '', 'abc')).toBe(true);
  expect(matchPattern('^(?:[a-z]+)$', '', 'ABC')).toBe(false);
  expect(matchPattern('^(?:[a-z]+)$', 'i', 'ABC')).toBe(true);
  expect(matchPattern('^(?:a.b)$', 's', 'a\nb')).toBe(true);
  expect(matchPattern('^(?:a.b)$', '', 'a\nb')).toBe(false);
  expect(matchPattern('^(?:(?<year>\\d{4})-\\d{2})$', '', '2026-11')).toBe(true);
  expect(matchPattern('^(?:\\u00e9+\\/)$', 'u', 'éé/')).toBe(true);
});

it('takes no time for patterns that explode elsewhere', () => {
  expect(matchPattern('^(?:(a+)+)$', '', `${'a'.repeat(100_000)}b`)).toBe(false);
});

it('says which patterns it cannot use: those with backreferences and lookaround', () => {
  expect(isUsablePattern('^(?:[a-z]{3})$', '')).toBe(true);
  expect(isUsablePattern('(a)\\1', '')).toBe(false);
  expect(isUsablePattern('a(?=b)', '')).toBe(false);
});
