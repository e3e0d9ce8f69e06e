import { expect, it } from 'vitest';
import { namesInFilters, resolveFilters } from './resolve-filters.ts';

it('puts in what is chosen elsewhere, and keeps what is fixed', () => {
  const params = { region_id: '$region', status: ['active', 'planned'], rack: ['$racks'], limit: 3 };

  expect(resolveFilters(params, { region: 'r1', racks: ['a', 'b'] })).toEqual({
    region_id: ['r1'],
    status: ['active', 'planned'],
    rack: ['a', 'b'],
    limit: ['3'],
  });
});

it('drops filters on variables that are empty', () => {
  const params = { region_id: '$region', rack: '$racks', name: '$name' };

  expect(resolveFilters(params, { region: undefined, racks: [], name: '' })).toEqual({});
});

it('drops filters on a variable with the null choice, as the server does', () => {
  expect(resolveFilters({ region_id: '$region' }, { region: null })).toEqual({});
});

it('names what it depends on', () => {
  expect(namesInFilters({ a: '$x', b: ['$y', 'z'], c: 1 })).toEqual(['x', 'y']);
});
