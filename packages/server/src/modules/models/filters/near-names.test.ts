import { expect, it } from 'vitest';
import { nearNames, suggestNames } from './near-names.ts';

const known = ['name', 'slug', 'site', 'site_id', 'serial', 'status'];

it('finds names that differ by a letter or two, nearest first', () => {
  expect(nearNames('nmae', known)).toEqual(['name']);
  expect(nearNames('site_ids', known)).toEqual(['site_id']);
  expect(nearNames('sitt', known)).toEqual(['site']);
});

it('finds names that begin with what was written', () => {
  expect(nearNames('ser', known)).toContain('serial');
});

it('suggests nothing for a name that is far from all', () => {
  expect(suggestNames('completely_different', known)).toBe('');
  expect(suggestNames('nmae', known)).toBe(' Did you mean "name"?');
});
