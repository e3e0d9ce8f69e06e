import type { LogEntry } from '../log-store.ts';

export const levels = ['failure', 'warning', 'success', 'info', 'default', 'debug'] as const;
export type Level = (typeof levels)[number];

/** Entries of one method, with how many there are of each level. */
export interface LogGroup {
  readonly name: string;
  readonly counts: Readonly<Partial<Record<string, number>>>;
  /** Those that the filter lets through, in order of emission. */
  readonly entries: readonly LogEntry[];
}

export interface LogFilter {
  /** Empty: all. */
  readonly levels: readonly string[];
  /** Part of the message or of the object's name, in any case. */
  readonly text: string;
}

/** Entries by the method that they came from, in order of first appearance. Counts are of all entries. */
export function groupEntries(entries: readonly LogEntry[], filter: LogFilter): readonly LogGroup[] {
  const wanted = new Set(filter.levels);
  const text = filter.text.toLowerCase();
  const groups = new Map<string, { counts: Record<string, number>; entries: LogEntry[] }>();
  for (const entry of entries) {
    const group = groups.get(entry.group) ?? { counts: {}, entries: [] };
    groups.set(entry.group, group);
    group.counts[entry.level] = (group.counts[entry.level] ?? 0) + 1;
    if (wanted.size > 0 && !wanted.has(entry.level)) continue;
    if (text !== '' && !contains(entry, text)) continue;
    group.entries.push(entry);
  }
  return [...groups].map(([name, group]) => ({ name, ...group }));
}

function contains({ message, object }: LogEntry, text: string): boolean {
  return message.toLowerCase().includes(text) || (object?.display.toLowerCase().includes(text) ?? false);
}

/** A line of the list: the heading of a group, or an entry. */
export type LogLine =
  | { readonly kind: 'group'; readonly group: LogGroup; readonly isOpen: boolean }
  | { readonly kind: 'entry'; readonly entry: LogEntry };

export function toLines(groups: readonly LogGroup[], closed: ReadonlySet<string>): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const group of groups) {
    const isOpen = !closed.has(group.name);
    lines.push({ kind: 'group', group, isOpen });
    if (isOpen) for (const entry of group.entries) lines.push({ kind: 'entry', entry });
  }
  return lines;
}

/** The log as text, a line per entry, for files and tickets. */
export function logText(entries: readonly LogEntry[]): string {
  const lines = entries.map(({ time, group, level, message, object }) => {
    const subject = object ? ` ${object.display}:` : '';
    return `${time} ${group} ${level.toUpperCase()}${subject} ${message}`;
  });
  return `${lines.join('\n')}\n`;
}
