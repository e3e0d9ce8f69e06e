export type Row = Readonly<Record<string, unknown>>;

/** Columns of an output that is a list of flat objects; undefined: it is no table. */
export function tableColumns(output: unknown): readonly string[] | undefined {
  if (!Array.isArray(output) || output.length === 0) return undefined;
  const columns = new Set<string>();
  for (const row of output as readonly unknown[]) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined;
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'object' && value !== null) return undefined;
      columns.add(name);
    }
  }
  return columns.size === 0 ? undefined : [...columns];
}

export interface Sorting {
  readonly column: string;
  readonly isDescending: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Numbers by size, texts as people sort them, missing values last. */
export function sortRows(rows: readonly Row[], sorting: Sorting | undefined): readonly Row[] {
  if (!sorting) return rows;
  const { column, isDescending } = sorting;
  return rows.toSorted((a, b) => {
    const [left, right] = [a[column], b[column]];
    const missing = Number(left === undefined || left === null) - Number(right === undefined || right === null);
    if (missing !== 0) return missing;
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(cellText(left), cellText(right));
    return isDescending ? -order : order;
  });
}

export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string | number | boolean}`;
}

/** Room for the longest text of a column; a longer one takes several lines. */
const widestColumn = 44;
/** Room for the space around a text and the sign of the order. */
const columnPadding = 4;
/** Of the width of a zero, which the unit `ch` is: most characters are narrower. */
const usualWidth = 0.85;

/** How wide the columns are that hold these rows, in characters. */
export function columnWidths(columns: readonly string[], rows: readonly Row[]): readonly number[] {
  return columns.map((column) => {
    const longest = rows.reduce((length, row) => Math.max(length, cellText(row[column]).length), column.length);
    return Math.ceil(Math.min(longest, widestColumn) * usualWidth) + columnPadding;
  });
}

/**
 * The table as CSV (RFC 4180). Texts that a spreadsheet would take for a formula get an apostrophe in front:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns.map(csvCell), ...rows.map((row) => columns.map((column) => csvCell(row[column])))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function csvCell(value: unknown): string {
  const text = cellText(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
