import { Table } from 'console-table-printer';
import type { WireJobResult, WireLogEntry, WireProgress } from './run-wire.ts';
import { printable, type Terminal } from './terminal.ts';

const levelStyles = {
  default: 'none',
  debug: 'gray',
  success: 'green',
  info: 'cyan',
  warning: 'yellow',
  failure: 'red',
} as const;

const statusStyles = {
  pending: 'gray',
  running: 'cyan',
  completed: 'green',
  failed: 'red',
  errored: 'red',
  canceled: 'yellow',
} as const;

/** Prints a run while it happens, for people. */
export class RunOutput {
  readonly #terminal: Terminal;
  #group: string | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** `10:21:33.123  success  Created new site (Rotterdam)`, under the name of the method that it came from. */
  entry({ time, group, level, message, object }: WireLogEntry): void {
    const terminal = this.#terminal;
    if (group !== this.#group) terminal.out(terminal.style('bold', printable(group)));
    this.#group = group;
    const label = terminal.style(levelStyles[level], (level === 'default' ? '' : level).padEnd(7));
    const [first = '', ...rest] = [printable(message), object === null ? '' : `(${printable(object.display)})`]
      .filter((part) => part !== '')
      .join(' ')
      .split('\n');
    const clock = terminal.style('gray', time.slice(11, 23));
    terminal.out(`  ${clock}  ${label}  ${first}`.trimEnd());
    for (const line of rest) terminal.out(`${' '.repeat(25)}${line}`);
  }

  /** A bar that stays in the last line of a terminal. */
  progress({ current, total, message = '' }: WireProgress): void {
    const share = total === undefined || total <= 0 ? undefined : Math.min(1, Math.max(0, current / total));
    const filled = Math.round((share ?? 0) * 20);
    const bar = share === undefined ? '' : `[${'█'.repeat(filled)}${'░'.repeat(20 - filled)}] `;
    const figures = total === undefined ? `${current}` : `${current} of ${total}`;
    this.#terminal.status(`  ${bar}${figures} ${printable(message)}`);
  }

  /** How the run ended: output or error, then one line. */
  end(result: WireJobResult): void {
    const terminal = this.#terminal;
    terminal.status('');
    if (result.output !== undefined && result.output !== null) terminal.out(`\n${renderOutput(result.output)}`);
    if (result.error !== null) {
      const { name, message, stack } = result.error;
      terminal.out(`\n${terminal.style('red', printable(stack ?? `${name}: ${message}`))}`);
    }
    const status = terminal.style(['bold', statusStyles[result.status.value]], result.status.label);
    const seconds = result.duration_ms === null ? '' : ` in ${(result.duration_ms / 1000).toFixed(2)} s`;
    terminal.out(`\n${status}${seconds}: ${describeChanges(result)}`);
  }
}

function describeChanges({
  change_count: count,
  changes_committed: isCommitted,
  commit,
  read_only: isReadOnly,
}: WireJobResult): string {
  const objects = `${count} ${count === 1 ? 'object' : 'objects'}`;
  if (count === 0) return 'no object changed.';
  if (isCommitted) return `${objects} changed.`;
  if (isReadOnly) return `${objects} changed and set back: the job is read-only.`;
  return commit
    ? `${objects} changed and set back.`
    : `a dry run; it would change ${objects}. Repeat it with --commit to make the changes.`;
}

/** Text as it is; a list of flat objects as a table; everything else as indented JSON. */
export function renderOutput(output: unknown): string {
  if (typeof output === 'string') return printable(output);
  if (!isTable(output)) return printable(JSON.stringify(output, undefined, 2));
  const table = new Table({ shouldDisableColors: true, defaultColumnOptions: { alignment: 'left' } });
  for (const row of output) {
    table.addRow(Object.fromEntries(Object.entries(row).map(([key, value]) => [printable(key), cellText(value)])));
  }
  return table.render();
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}

function isTable(output: unknown): output is readonly Readonly<Record<string, unknown>>[] {
  const isFlat = (row: unknown) =>
    typeof row === 'object' &&
    row !== null &&
    !Array.isArray(row) &&
    Object.values(row).every((value) => value === null || typeof value !== 'object');
  return Array.isArray(output) && output.length > 0 && output.every((row) => isFlat(row));
}
