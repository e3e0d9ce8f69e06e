import { expect, test } from 'vitest';
import { checkSymlinks } from './check-symlinks.ts';

const check = (targets: Record<string, string>) => (): void =>
  checkSymlinks({ entries: [], folders: [] }, new Map(Object.entries(targets)));

test.each([
  ['beside it', { a: 'b' }],
  ['to nothing, inside', { 'x/a': '../nothing/here' }],
  ['to the root', { 'x/a': '..' }],
  ['through another link', { link: 'real/deep', a: 'link/../file' }],
  ['with dots and double slashes', { 'x/y/a': './/../.././b' }],
])('a link %s is fine', (_name, targets) => {
  expect(check(targets)).not.toThrow();
});

test.each([
  ['one step out', { a: '../b' }],
  ['out and in again', { a: '../repository/b' }],
  ['out by a link that goes up first', { 'x/y/up': '../..', 'x/y/a': 'up/../b' }],
  ['out by a link in the middle', { 'x/link': '../y/z', 'x/a': 'link/../../../b' }],
])('a link %s is refused', (_name, targets) => {
  expect(check(targets)).toThrow('a symbolic link that leaves the repository or the synced path');
});
