import { expect, test } from 'vitest';
import { renderEffectTable } from './effect-table.ts';
import type { WireEffect } from './run-wire.ts';
import type { Terminal } from './terminal.ts';

const terminal = { isInteractive: false, columns: 120 } as Terminal;
const effect: WireEffect = {
  method: 'GET',
  url: 'https://api.example.com/',
  sent: true,
  status: 200,
  response_bytes: 512,
  duration_ms: 12,
  error: null,
};

test('requests are shown with what came back, or why nothing did', () => {
  const effects = [
    effect,
    { ...effect, method: 'POST', sent: false, status: null, response_bytes: null, duration_ms: null },
    { ...effect, sent: false, status: null, response_bytes: null, duration_ms: null, error: 'JOBWRIGHT_EGRESS_DENIED' },
    { ...effect, status: null, response_bytes: 0, error: 'JOBWRIGHT_FETCH_TIMEOUT' },
    { ...effect, status: null, response_bytes: null, duration_ms: null },
    { ...effect, url: 'https://a.example/\u001b[31mred' },
  ];

  const lines = renderEffectTable(terminal, effects, { count: 9 }).split('\n');

  expect(
    lines
      .filter((line) => line.startsWith('│'))
      .map((line) =>
        line
          .split('│')
          .map((cell) => cell.trim())
          .slice(1, -1),
      ),
  ).toEqual([
    ['request', 'url', 'answer', 'bytes'],
    ['GET', 'https://api.example.com/', '200, 12 ms', '512'],
    ['POST', 'https://api.example.com/', 'not sent: dry run', ''],
    ['GET', 'https://api.example.com/', 'refused: JOBWRIGHT_EGRESS_DENIED', ''],
    ['GET', 'https://api.example.com/', 'JOBWRIGHT_FETCH_TIMEOUT, 12 ms', '0'],
    ['GET', 'https://api.example.com/', 'no answer', ''],
    ['GET', expect.not.stringContaining('\u001b'), '200, 12 ms', '512'],
  ]);
  expect(lines.at(-1)).toBe('… and 3 more.');
});
