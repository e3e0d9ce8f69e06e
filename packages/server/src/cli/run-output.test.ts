import { describe, expect, test } from 'vitest';
import { renderOutput, RunOutput } from './run-output.ts';
import type { WireJobResult, WireLogEntry } from './run-wire.ts';
import type { Terminal } from './terminal.ts';

function record(): { terminal: Terminal; lines: string[] } {
  const lines: string[] = [];
  const add = (line: string) => void lines.push(line);
  return {
    lines,
    terminal: {
      out: add,
      err: add,
      style: (_format, text) => text,
      status: () => undefined,
      isInteractive: false,
      columns: 120,
    },
  };
}

function entry(part: Partial<WireLogEntry>): WireLogEntry {
  return { seq: 1, time: '2026-11-23T10:21:33.123Z', group: 'run', level: 'info', message: '', object: null, ...part };
}

function result(part: Partial<WireJobResult>): WireJobResult {
  return {
    id: '1',
    url: '',
    job_path: 'local/a/A',
    status: { value: 'completed', label: 'Completed' },
    commit: false,
    read_only: false,
    duration_ms: 1234,
    change_count: 2,
    change_digest: null,
    changes_committed: false,
    git_commit: null,
    error: null,
    ...part,
  };
}

function endOf(part: Partial<WireJobResult>): string | undefined {
  const { terminal, lines } = record();
  new RunOutput(terminal).end(result(part));
  return lines.at(-1);
}

describe('a run in the terminal', () => {
  test('shows log entries under the methods that they come from', () => {
    const { terminal, lines } = record();
    const output = new RunOutput(terminal);

    output.entry(entry({ level: 'success', message: 'Created new site', object: { display: 'Rotterdam', url: null } }));
    output.entry(entry({ level: 'default', message: 'two\nlines' }));
    output.entry(entry({ group: 'testConsole', level: 'failure', message: 'bad\u001b[31m' }));

    expect(lines).toEqual([
      'run',
      '  10:21:33.123  success  Created new site (Rotterdam)',
      '  10:21:33.123           two',
      '                         lines',
      'testConsole',
      '  10:21:33.123  failure  bad\uFFFD[31m',
    ]);
  });

  test.each<[string, Partial<WireJobResult>, string]>([
    [
      'a dry run',
      {},
      '\nCompleted in 1.23 s: a dry run; it would change 2 objects. Repeat it with --commit to make the changes.',
    ],
    [
      'a committed run',
      { commit: true, changes_committed: true, change_count: 1 },
      '\nCompleted in 1.23 s: 1 object changed.',
    ],
    [
      'a run that set its changes back',
      { commit: true, status: { value: 'errored', label: 'Errored' } },
      '\nErrored in 1.23 s: 2 objects changed and set back.',
    ],
    [
      'a read-only job',
      { read_only: true },
      '\nCompleted in 1.23 s: 2 objects changed and set back: the job is read-only.',
    ],
    [
      'a run that never started',
      { duration_ms: null, change_count: 0, status: { value: 'canceled', label: 'Canceled' } },
      '\nCanceled: no object changed.',
    ],
  ])('says at its end what became of the changes of %s', (_what, part, line) => {
    expect(endOf(part)).toBe(line);
  });

  test('shows the stack of an error', () => {
    const { terminal, lines } = record();

    new RunOutput(terminal).end(
      result({ error: { name: 'TypeError', message: 'x', stack: 'TypeError: x\n    at a.ts:1:2' } }),
    );

    expect(lines[0]).toBe('\nTypeError: x\n    at a.ts:1:2');
  });
});

describe('the output of a run', () => {
  test('is shown as it is when it is text', () => {
    expect(renderOutput('name,make\na,b')).toBe('name,make\na,b');
  });

  test('is a table when it is a list of flat objects', () => {
    expect(
      renderOutput([
        { name: 'sw1', ports: 48 },
        { name: 'sw2', ports: null },
      ]),
    ).toBe(
      [
        '┌──────┬───────┐',
        '│ name │ ports │',
        '├──────┼───────┤',
        '│ sw1  │ 48    │',
        '│ sw2  │       │',
        '└──────┴───────┘',
      ].join('\n'),
    );
  });

  test('is indented JSON otherwise', () => {
    expect(renderOutput({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
  });
});
