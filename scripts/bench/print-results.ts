import type { Measurement } from './part.ts';

export interface BenchResult extends Measurement {
  readonly part: string;
  /** `value` over the reference's. */
  readonly ratio?: number;
  /** Whether the target is met; absent when there is none. */
  readonly isMet?: boolean;
}

export function judge(part: string, measurement: Measurement): BenchResult {
  const { value, reference, target } = measurement;
  const ratio = reference === undefined ? undefined : value / reference.value;
  const judged = target?.of === 'ratio' ? ratio : value;
  const isMet =
    target === undefined || judged === undefined
      ? undefined
      : judged <= (target.atMost ?? Infinity) && judged >= (target.atLeast ?? -Infinity);
  return { part, ...measurement, ...(ratio === undefined ? {} : { ratio }), ...(isMet === undefined ? {} : { isMet }) };
}

export function formatTable(results: readonly BenchResult[]): string {
  const header = ['measurement', 'value', 'reference', 'ratio', 'target', ''];
  const rows = results.map(({ name, value, unit, reference, ratio, target, isMet }) => [
    name,
    formatValue(value, unit),
    reference === undefined ? '' : `${formatValue(reference.value, unit)} (${reference.name})`,
    ratio === undefined ? '' : ratio.toFixed(2),
    target === undefined
      ? ''
      : `${target.of === 'ratio' ? 'ratio ' : ''}${target.atMost === undefined ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`}`,
    isMet === undefined ? '' : isMet ? 'met' : 'not met',
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map((row) => line(row))].join('\n');
}

function formatValue(value: number, unit: Measurement['unit']): string {
  return `${value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 100 ? 0 : 1)} ${unit}`;
}
