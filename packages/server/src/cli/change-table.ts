import { Table } from 'console-table-printer';
import type { WireChange } from './run-wire.ts';
import { printable, type Terminal } from './terminal.ts';

const actionStyles = { create: 'green', update: 'yellow', delete: 'red' } as const;
const actionLabels = { create: '+ create', update: '~ update', delete: '- delete' } as const;
/** Columns that say nothing about what a run means to do. */
const quietColumns = new Set(['id', 'created', 'last_updated']);
const maxValueLength = 60;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
/** Borders and padding of the four columns. */
const frameWidth = 14;

export interface ChangeTableOptions {
  /** How many there are in all, when `changes` holds only the first of them. */
  readonly count: number;
}

/** A change list as a table: one row per object, with the fields that it sets or changes. */
export function renderChangeTable(
  terminal: Terminal,
  changes: readonly WireChange[],
  { count }: ChangeTableOptions,
): string {
  if (changes.length === 0) return 'The run changes nothing.';
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const objects = changes.map((change) => cut(printable(change.display)));
  const used =
    frameWidth + widest(Object.values(actionLabels)) + widest(changes.map(({ model }) => model)) + widest(objects);
  const table = new Table({
    shouldDisableColors: !terminal.isInteractive,
    columns: [
      { name: 'change', alignment: 'left' },
      { name: 'model', alignment: 'left' },
      { name: 'object', alignment: 'left' },
      { name: 'fields', alignment: 'left', maxLen: Math.max(30, terminal.columns - used) },
    ],
  });
  for (const [index, change] of changes.entries()) {
    table.addRow(
      {
        change: actionLabels[change.action],
        model: change.model,
        object: objects[index] ?? '',
        fields: describeFields(change),
      },
      terminal.isInteractive ? { color: actionStyles[change.action] } : {},
    );
  }
  const more = count > changes.length ? `\n… and ${count - changes.length} more.` : '';
  return table.render() + more;
}

/** `name: "a" → "b", site_id: "…"`. Values that were not there before, and are not there afterwards, are left out. */
function describeFields({ action, fields, names }: WireChange): string {
  const show = (value: unknown) => showValue(value, names);
  return Object.entries(fields)
    .filter(([column, { after }]) => action !== 'create' || !(quietColumns.has(column) || isNothing(after)))
    .map(
      ([column, { before, after }]) =>
        `${column}: ${action === 'update' ? `${show(before)} → ${show(after)}` : show(action === 'create' ? after : before)}`,
    )
    .join(', ');
}

function isNothing(value: unknown): boolean {
  const isEmpty = Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return value === null || value === undefined || value === '' || value === false || isEmpty;
}

/** Objects are shown by their names; those that have none, by the last digits of their ids: those differ. */
function showValue(value: unknown, names: Readonly<Record<string, string>>): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && uuid.test(value)) return printable(names[value] ?? `…${value.slice(-8)}`);
  return cut(printable(JSON.stringify(value)));
}

function cut(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength - 1)}…` : text;
}
