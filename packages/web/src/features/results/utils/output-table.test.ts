import { expect, it } from 'vitest';
import { columnWidths, sortRows, tableColumns, toCsv } from './output-table.ts';

it('takes lists of flat objects for a table, with all columns that occur', () => {
  expect(tableColumns([{ a: 1 }, { b: null, a: 'x' }])).toEqual(['a', 'b']);
  expect(tableColumns([])).toBeUndefined();
  expect(tableColumns(['a'])).toBeUndefined();
  expect(tableColumns([{ a: { b: 1 } }])).toBeUndefined();
  expect(tableColumns('text')).toBeUndefined();
});

it('sorts numbers by size, texts with their numbers, and missing values last', () => {
  const rows = [{ n: 10, t: 'r10' }, { n: 9, t: 'r9' }, { t: 'r1' }];

  expect(sortRows(rows, { column: 'n', isDescending: false }).map(({ t }) => t)).toEqual(['r9', 'r10', 'r1']);
  expect(sortRows(rows, { column: 't', isDescending: true }).map(({ t }) => t)).toEqual(['r10', 'r9', 'r1']);
});

it('quotes what CSV must quote, and disarms formulas', () => {
  const rows = [{ a: 'x, "y"', b: '=HYPERLINK("http://evil")' }, { a: -1 }];

  expect(toCsv(['a', 'b'], rows)).toBe('a,b\r\n"x, ""y""","\'=HYPERLINK(""http://evil"")"\r\n-1,\r\n');
});

it('gives a column the room that its longest text takes, within bounds', () => {
  const rows = [{ id: 1, text: 'x'.repeat(500) }, { id: 20_000 }];

  expect(columnWidths(['id', 'text', 'long name'], rows)).toEqual([9, 42, 12]);
});
