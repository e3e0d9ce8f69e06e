import type { Schemas } from '../../../lib/api.ts';
import { lets, type LogEntry, type LogFilter } from './log-filter.ts';

export const levels = ['failure', 'warning', 'success', 'info', 'default', 'debug'] as const;
export type Level = (typeof levels)[number];

/** What is known of a log: how much there was when it was asked for, how it begins, and what came since. */
export interface KnownLog extends Pick<Schemas['LogGroups'], 'groups' | 'last_seq'> {
  readonly filter: LogFilter;
  readonly head: readonly LogEntry[];
  readonly tail: readonly LogEntry[];
}

/** Entries of one method, with how many there are of each level. */
export interface LogGroup {
  readonly name: string;
  /** Of all entries, whatever the filter. */
  readonly counts: Readonly<Partial<Record<string, number>>>;
  /** Entries that the filter lets through. */
  readonly size: number;
  /** The first of them. */
  readonly head: readonly LogEntry[];
  /** Those that came since the log was asked for; the `size - tail.length` before are the server's to page. */
  readonly tail: readonly LogEntry[];
}

/** Entries by the method that they came from, in order of first appearance. */
export function toGroups({ groups: counted, last_seq, filter, head, tail }: KnownLog): readonly LogGroup[] {
  const groups = new Map<
    string,
    { counts: Record<string, number>; paged: number; head: LogEntry[]; tail: LogEntry[] }
  >();
  for (const { group, counts, matching } of counted) {
    groups.set(group, { counts: { ...counts }, paged: matching, head: [], tail: [] });
  }
  // Entries may have come between the counts and the beginning, which are asked for at the same time.
  for (const entry of head) if (entry.seq <= last_seq) groups.get(entry.group)?.head.push(entry);
  for (const entry of tail) {
    const group = groups.get(entry.group) ?? { counts: {}, paged: 0, head: [], tail: [] };
    groups.set(entry.group, group);
    group.counts[entry.level] = (group.counts[entry.level] ?? 0) + 1;
    if (lets(filter, entry)) group.tail.push(entry);
  }
  return [...groups].map(([name, { paged, ...group }]) => ({ name, ...group, size: paged + group.tail.length }));
}

/** How many entries of each level there are in all. */
export function countLevels(groups: readonly LogGroup[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const [level, count = 0] of Object.entries(group.counts)) counts.set(level, (counts.get(level) ?? 0) + count);
  }
  return counts;
}

/** A line of the list: the heading of a group, or an entry by its place among those that the filter lets through. */
export type LogLine =
  | { readonly kind: 'group'; readonly group: LogGroup; readonly isOpen: boolean }
  | { readonly kind: 'entry'; readonly group: LogGroup; readonly index: number };

/** The lines of a list, of which only those in sight are made. */
export interface LogLines {
  readonly count: number;
  readonly at: (line: number) => LogLine | undefined;
  /** Whether a line is the heading of a group. Asked, as the key is, of each line of a list: nothing is made for it. */
  readonly isHeading: (line: number) => boolean;
  /** The same for a line as long as it stands for the same. */
  readonly keyOf: (line: number) => number;
}

/** More than any group has entries: keys of lines stay the same while groups grow. */
const groupStride = 1e9;

interface Section {
  readonly group: LogGroup;
  readonly isOpen: boolean;
  /** Line of its heading. */
  readonly first: number;
  readonly key: number;
}

export function toLines(groups: readonly LogGroup[], closed: ReadonlySet<string>): LogLines {
  let count = 0;
  const sections = groups.map((group, position): Section => {
    const isOpen = !closed.has(group.name);
    const first = count;
    count += isOpen ? 1 + group.size : 1;
    return { group, isOpen, first, key: position * groupStride };
  });
  const sectionOf = (line: number): Section | undefined => sections.findLast(({ first }) => first <= line);
  return {
    count,
    at: (line) => {
      const section = line < count ? sectionOf(line) : undefined;
      if (!section) return undefined;
      const { group, isOpen, first } = section;
      return line === first ? { kind: 'group', group, isOpen } : { kind: 'entry', group, index: line - first - 1 };
    },
    isHeading: (line) => sectionOf(line)?.first === line,
    keyOf: (line) => {
      const section = sectionOf(line);
      return section ? section.key + line - section.first : line;
    },
  };
}

/** An entry that came with the counts, or since. Undefined: it is on a page of the server. */
export function knownEntry(group: LogGroup, index: number): LogEntry | undefined {
  return group.head[index] ?? group.tail[index - (group.size - group.tail.length)];
}

/** The log as text, a line per entry, for files and tickets. */
export function logText(entries: readonly LogEntry[]): string {
  const lines = entries.map(({ time, group, level, message, object }) => {
    const subject = object ? ` ${object.display}:` : '';
    return `${time} ${group} ${level.toUpperCase()}${subject} ${message}`;
  });
  return `${lines.join('\n')}\n`;
}
