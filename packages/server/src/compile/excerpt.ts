/** Where the excerpt points to. Both start at 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const linesAround = 2;
const maxWidth = 120;

/**
 * The lines around a place, numbered, with a caret under the column:
 *
 * ```
 *   10 | const sites = await this.em.find(Site, {});
 * > 11 | const first = ;
 *      |               ^
 * ```
 *
 * Long lines are cut to the part around the column.
 */
export function excerptOf(text: string, { line, column }: Place): string {
  const lines = text.split(/\r\n|\n|\r/);
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const width = String(last).length;
  const isLong = (lines[line - 1] ?? '').length > maxWidth;
  const cutAt = isLong ? Math.max(0, column - 1 - maxWidth / 2) : 0;
  const result: string[] = [];
  for (let number = first; number <= last; number++) {
    const content = visible(lines[number - 1] ?? '').slice(cutAt, cutAt + maxWidth);
    result.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${content}`.trimEnd());
    if (number === line) result.push(`  ${' '.repeat(width)} | ${' '.repeat(Math.max(0, column - 1 - cutAt))}^`);
  }
  return result.join('\n');
}

/** A tab counts as one column; control characters must not reach a terminal. */
function visible(line: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is replaced
  return line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
