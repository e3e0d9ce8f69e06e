import { knownEntry, type LogLines } from './log-lines.ts';

/** Entries of a page: some screens of them. */
export const logPageSize = 200;

/** A page of the entries of one method. */
export interface LogPagePlace {
  readonly group: string;
  /** The first is 0. */
  readonly page: number;
}

/** Where the entry is that has this place among those of its method. */
export function pageOfEntry(index: number): number {
  return Math.floor(index / logPageSize);
}

/** Pages that hold what is not known of some lines. */
export function missingPages(lines: LogLines, first: number, last: number): readonly LogPagePlace[] {
  const places: LogPagePlace[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines.at(number);
    if (line?.kind !== 'entry' || knownEntry(line.group, line.index)) continue;
    const place = { group: line.group.name, page: pageOfEntry(line.index) };
    const before = places.at(-1);
    if (before?.group !== place.group || before.page !== place.page) places.push(place);
  }
  return places;
}
