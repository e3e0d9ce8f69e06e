import { expect, test } from 'vitest';
import { formField } from './form-field.ts';
import { readForm, toFormValues } from './object-values.ts';

const fields = [
  formField('name', { nullable: false }),
  formField('position', { type: 'integer', nullable: true }),
  formField('data', { type: 'json' }),
  formField('site', { kind: 'to-one', type: null }),
  formField('tags', { kind: 'to-many', type: null }),
];
const before = toFormValues(fields, {
  name: 'sw1',
  position: 3,
  data: { a: 1 },
  site: { id: 's1', display: 'Site' },
  tags: [{ id: 't1', display: 'Tag' }],
});

test('sends what was changed, and nothing else', () => {
  expect(readForm(fields, { ...before, position: '', site: 's2' }, before)).toEqual({
    body: { position: null, site: 's2' },
  });
  expect(readForm(fields, before, before)).toEqual({ body: {} });
});

test('empty texts stay texts where nothing else is allowed', () => {
  expect(readForm(fields, { ...before, name: '' }, before)).toEqual({ body: { name: '' } });
});

test('reads JSON, and says where it is none', () => {
  expect(readForm(fields, { ...before, data: '[1]' }, before)).toEqual({ body: { data: [1] } });
  expect(readForm(fields, { ...before, data: '[1' }, before)).toEqual({ problems: { data: 'This is no valid JSON.' } });
});
