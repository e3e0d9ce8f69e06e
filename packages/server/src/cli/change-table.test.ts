import { describe, expect, test } from 'vitest';
import { renderChangeTable } from './change-table.ts';
import type { WireChange } from './run-wire.ts';
import type { Terminal } from './terminal.ts';

const terminal: Terminal = {
  out: () => undefined,
  err: () => undefined,
  style: (_format, text) => text,
  status: () => undefined,
  isInteractive: false,
  columns: 120,
};

const id = '01920000-0000-7000-8000-000000000001';

function change(part: Partial<WireChange>): WireChange {
  return { seq: 1, action: 'create', model: 'dcim.site', id, display: 'Rotterdam', fields: {}, names: {}, ...part };
}

describe('a change list in the terminal', () => {
  test('has one row per object, with the fields that say what happens', () => {
    const changes = [
      change({
        fields: {
          id: { after: id },
          name: { after: 'Rotterdam' },
          comments: { after: '' },
          tags: { after: [] },
          created: { after: 'x' },
        },
      }),
      change({
        action: 'update',
        id: '01920000-0000-7000-8000-000000000003',
        model: 'dcim.device',
        display: 'sw1',
        fields: {
          status: { before: 'planned', after: 'active' },
          site_id: { before: null, after: id },
          rack_id: { before: '01920000-0000-7000-8000-0000000000ff' },
        },
        names: { [id]: 'Rotterdam' },
      }),
      change({
        action: 'delete',
        id: '01920000-0000-7000-8000-000000000002',
        display: 'Delft',
        fields: { name: { before: 'Delft' } },
      }),
    ];

    expect(renderChangeTable(terminal, changes, { count: 3 })).toBe(
      [
        '┌──────────┬─────────────┬───────────┬────────────────────────────────────────────────────────────────────────────────┐',
        '│ change   │ model       │ object    │ fields                                                                         │',
        '├──────────┼─────────────┼───────────┼────────────────────────────────────────────────────────────────────────────────┤',
        '│ + create │ dcim.site   │ Rotterdam │ name: "Rotterdam"                                                              │',
        '│ ~ update │ dcim.device │ sw1       │ status: "planned" → "active", site_id: null → Rotterdam, rack_id: …000000ff →  │',
        '│          │             │           │ nothing                                                                        │',
        '│ - delete │ dcim.site   │ Delft     │ name: "Delft"                                                                  │',
        '└──────────┴─────────────┴───────────┴────────────────────────────────────────────────────────────────────────────────┘',
      ].join('\n'),
    );
  });

  test('says how many objects are not shown', () => {
    expect(renderChangeTable(terminal, [change({})], { count: 1000 })).toMatch(/\n… and 999 more\.$/);
  });

  test('says so when nothing changes', () => {
    expect(renderChangeTable(terminal, [], { count: 0 })).toBe('The run changes nothing.');
  });

  test('lets no control character of a name or a value reach the terminal', () => {
    const table = renderChangeTable(
      terminal,
      [change({ display: 'a\u001b[2Jb', fields: { name: { after: '\u0007' } } })],
      { count: 1 },
    );

    expect(table).not.toContain('\u0007');
    expect(table).not.toContain('\u001B');
  });
});
