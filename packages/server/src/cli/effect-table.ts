import { Table } from 'console-table-printer';
import type { WireEffect } from './run-wire.ts';
import { printable, type Terminal } from './terminal.ts';

/** Borders and padding of the four columns, and what the three narrow ones take. */
const otherWidth = 50;

/** Requests to other systems as a table: what was sent and came back, and what was not sent. */
export function renderEffectTable(
  terminal: Terminal,
  effects: readonly WireEffect[],
  { count }: { readonly count: number },
): string {
  const table = new Table({
    shouldDisableColors: !terminal.isInteractive,
    columns: [
      { name: 'request', alignment: 'left' },
      { name: 'url', alignment: 'left', maxLen: Math.max(30, terminal.columns - otherWidth) },
      { name: 'answer', alignment: 'left' },
      { name: 'bytes', alignment: 'right' },
    ],
  });
  for (const effect of effects) {
    table.addRow({
      request: printable(effect.method),
      url: printable(effect.url),
      answer: describeAnswer(effect),
      bytes: effect.response_bytes ?? '',
    });
  }
  const more = count > effects.length ? `\n… and ${count - effects.length} more.` : '';
  return table.render() + more;
}

/** `200, 12 ms`, `not sent`, or the code of an error. */
function describeAnswer({ sent, status, duration_ms: durationMs, error }: WireEffect): string {
  if (!sent) return error === null ? 'not sent: dry run' : `refused: ${error}`;
  const parts = [
    status ?? (error === null ? 'no answer' : ''),
    error ?? '',
    durationMs === null ? '' : `${durationMs} ms`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
