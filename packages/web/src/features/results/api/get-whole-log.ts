import { readEvents } from '../read-events.ts';
import type { LogEntry } from '../utils/log-filter.ts';

/** All entries up to a sequence number. The stream brings them at one go, where REST would take a request for each thousand. */
export async function getWholeLog(id: string, lastSeq: number): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  if (lastSeq === 0) return entries;
  const enough = new AbortController();
  try {
    await readEvents(`/api/extras/job-results/${id}/logs/stream/`, {
      signal: enough.signal,
      onEvents: (events) => {
        for (const { event, data } of events) {
          if (event !== 'entry') continue;
          const entry = JSON.parse(data) as LogEntry;
          if (entry.seq <= lastSeq) entries.push(entry);
          if (entry.seq >= lastSeq) enough.abort();
        }
      },
    });
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  return entries;
}
