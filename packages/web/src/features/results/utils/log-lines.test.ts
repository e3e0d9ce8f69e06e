import { expect, it } from 'vitest';
import type { LogEntry } from './log-filter.ts';
import { countLevels, knownEntry, logText, toGroups, toLines, type KnownLog, type LogLines } from './log-lines.ts';
import { logPageSize, missingPages } from './log-pages.ts';

function entry(values: Omit<LogEntry, 'time' | 'object'> & Partial<LogEntry>): LogEntry {
  return { time: `2026-01-01T00:00:0${values.seq}Z`, object: null, ...values };
}

const begin = entry({ seq: 1, group: 'run', level: 'info', message: 'Begin' });
const broken = entry({
  seq: 2,
  group: 'testA',
  level: 'failure',
  message: 'Broken',
  object: { model: 'dcim.site', id: '1', display: 'AMS01', url: null },
});
const made = entry({ seq: 4, group: 'run', level: 'success', message: 'Made it' });

/** Three entries counted, of which the first two came along; a fourth came since. */
const known: KnownLog = {
  last_seq: 3,
  groups: [
    { group: 'run', counts: { info: 2 }, matching: 2 },
    { group: 'testA', counts: { failure: 1 }, matching: 1 },
  ],
  filter: { levels: [], text: '' },
  head: [begin, broken],
  tail: [made],
};

const describeLines = (lines: LogLines): readonly unknown[] =>
  Array.from({ length: lines.count }, (_, index) => {
    const line = lines.at(index);
    return line?.kind === 'group' ? line.group.name : line && (knownEntry(line.group, line.index)?.seq ?? 'unknown');
  });

it('adds what came since to what the server counted', () => {
  const groups = toGroups(known);

  expect(groups).toEqual([
    { name: 'run', counts: { info: 2, success: 1 }, size: 3, head: [begin], tail: [made] },
    { name: 'testA', counts: { failure: 1 }, size: 1, head: [broken], tail: [] },
  ]);
  expect([...countLevels(groups)]).toEqual([
    ['info', 2],
    ['success', 1],
    ['failure', 1],
  ]);
});

it('shows a method that begins later behind the others', () => {
  const groups = toGroups({ ...known, tail: [entry({ seq: 4, group: 'postRun', level: 'info', message: 'End' })] });

  expect(groups.map(({ name, size }) => `${name} ${size}`)).toEqual(['run 2', 'testA 1', 'postRun 1']);
});

it('counts what came since, and shows of it what the filter lets through', () => {
  const filter = { levels: ['failure'], text: ' ams' };
  const groups = [{ group: 'testA', counts: { failure: 1 }, matching: 1 }];
  const tail = [made, { ...broken, seq: 5 }, { ...broken, seq: 6, object: null }];

  expect(toGroups({ ...known, groups, filter, head: [broken], tail })).toEqual([
    { name: 'testA', counts: { failure: 3 }, size: 2, head: [broken], tail: [tail[1]] },
    { name: 'run', counts: { success: 1 }, size: 0, head: [], tail: [] },
  ]);
});

it('takes an entry once that came with the beginning, and by the stream as well', () => {
  const [run] = toGroups({ ...known, head: [begin, broken, made] });

  expect(run).toMatchObject({ size: 3, head: [begin], tail: [made] });
});

it('has a line for each entry, also for those that are not loaded', () => {
  expect(describeLines(toLines(toGroups(known), new Set()))).toEqual(['run', 1, 'unknown', 4, 'testA', 2]);
});

it('leaves out the entries of groups that are closed', () => {
  expect(describeLines(toLines(toGroups(known), new Set(['run'])))).toEqual(['run', 'testA', 2]);
});

it('keeps the keys of lines while a group in front of them grows', () => {
  const keys = (log: KnownLog): readonly unknown[] => {
    const lines = toLines(toGroups(log), new Set());
    return Array.from({ length: lines.count }, (_, index) => lines.keyOf(index));
  };

  expect(keys(known)).toEqual(expect.arrayContaining([...keys({ ...known, tail: [] })]));
});

it('misses the pages of what is in sight and not loaded', () => {
  const groups = [{ group: 'run', counts: { info: 1000 }, matching: 1000 }];
  const lines = toLines(toGroups({ ...known, groups, tail: [] }), new Set());

  expect(missingPages(lines, 0, 1)).toEqual([]);
  expect(missingPages(lines, 0, 20)).toEqual([{ group: 'run', page: 0 }]);
  expect(missingPages(lines, logPageSize, 2 * logPageSize + 1)).toEqual([
    { group: 'run', page: 0 },
    { group: 'run', page: 1 },
    { group: 'run', page: 2 },
  ]);
});

it('is written as text, a line per entry', () => {
  expect(logText([broken])).toBe('2026-01-01T00:00:02Z testA FAILURE AMS01: Broken\n');
});
