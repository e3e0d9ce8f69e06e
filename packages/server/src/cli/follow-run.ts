import type { RestClient } from './rest-client.ts';
import type { WireJobResult, WireLogEntry, WireProgress } from './run-wire.ts';

/** Who is told about a run while it happens. */
export interface RunObserver {
  entry?(entry: WireLogEntry): void;
  progress?(progress: WireProgress): void;
}

/** Follows a run from its first log entry to its end. */
export async function followRun(
  client: RestClient,
  jobResultId: string,
  { observer, signal }: { readonly observer: RunObserver; readonly signal?: AbortSignal },
): Promise<WireJobResult> {
  const path = `/api/extras/job-results/${jobResultId}/`;
  for await (const { event, data } of client.events(`${path}logs/stream/`, signal)) {
    if (event === 'entry') observer.entry?.(JSON.parse(data) as WireLogEntry);
    if (event === 'progress') observer.progress?.(JSON.parse(data) as WireProgress);
  }
  return await client.get<WireJobResult>(path);
}
