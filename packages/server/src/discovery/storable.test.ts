import { expect, test } from 'vitest';
import { storable } from './storable.ts';

test('Null characters and lone surrogates become U+FFFD, in values and in keys', () => {
  expect(storable({ 'a\0': ['b\0', '\uD800', '\uDFFFx'] })).toEqual({ 'a\uFFFD': ['b\uFFFD', '\uFFFD', '\uFFFDx'] });
});

test('Everything else stays as it is', () => {
  const value = { text: 'grüße 🌍 \n"\\u0000" \\\\ud800', list: [1, null, true, { nested: {} }] };

  expect(storable(value)).toEqual(value);
});
