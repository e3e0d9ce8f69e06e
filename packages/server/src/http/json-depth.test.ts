import { expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

it('counts lists and objects inside each other', () => {
  expect(isDeeperThan(2, '[{"a": 1}]')).toBe(false);
  expect(isDeeperThan(1, '[{"a": 1}]')).toBe(true);
  expect(isDeeperThan(1, '[1], [2], {}')).toBe(false);
});

it('counts no brackets in texts', () => {
  expect(isDeeperThan(1, '["[[[[", "\\"[[[", "\\\\"]')).toBe(false);
  expect(isDeeperThan(1, '["\\\\", [1]]')).toBe(true);
});

it('scans what is no JSON without an end', () => {
  expect(isDeeperThan(1, '["[[[[')).toBe(false);
  expect(isDeeperThan(10, '['.repeat(1_000_000))).toBe(true);
});
