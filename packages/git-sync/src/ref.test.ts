import { expect, test } from 'vitest';
import { parseRef, parseSubfolder } from './ref.ts';

test('a short name is a branch first and a tag second', () => {
  expect(parseRef('release/1.2')).toEqual({
    kind: 'named',
    candidates: ['refs/heads/release/1.2', 'refs/tags/release/1.2'],
  });
});

test('a full name is that and nothing else', () => {
  expect(parseRef('refs/tags/v1')).toEqual({ kind: 'named', candidates: ['refs/tags/v1'] });
});

test('40 or 64 hexadecimal digits are a commit', () => {
  expect(parseRef('0'.repeat(40))).toEqual({ kind: 'commit', commit: '0'.repeat(40) });
  expect(parseRef('a'.repeat(64))).toEqual({ kind: 'commit', commit: 'a'.repeat(64) });
});

test('names that people use are allowed', () => {
  const names = [
    'main',
    'feature/JW-12_x',
    'v1.0.0-rc.1',
    'dependabot/npm_and_yarn/@types/node-24',
    'größe',
    'a+b',
    '#1',
    '41'.repeat(21),
  ];

  expect(names.map((name) => parseRef(name).kind)).toEqual(names.map(() => 'named'));
});

test('a path loses the slashes at its end', () => {
  expect(parseSubfolder('jobs/network//')).toBe('jobs/network');
  expect(parseSubfolder('')).toBe('');
  expect(parseSubfolder(undefined)).toBe('');
});
