import type { Timeline } from '../api/get-timeline.ts';

/** One bar of the timeline. */
export interface Slot {
  readonly start: Date;
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}

/** Every time span of the timeline, also those without runs, oldest first. */
export function slotsOf({ from, to, bucket_seconds, buckets }: Timeline): readonly Slot[] {
  const stepMs = bucket_seconds * 1000;
  const known = new Map(buckets.map((bucket) => [Date.parse(bucket.start), bucket]));
  const slots: Slot[] = [];
  for (let time = Date.parse(from); time < Date.parse(to); time += stepMs) {
    const bucket = known.get(time);
    const counts = bucket?.counts ?? {};
    slots.push({
      start: new Date(time),
      counts,
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      medianMs: bucket?.median_duration_ms ?? null,
      maxMs: bucket?.max_duration_ms ?? null,
    });
  }
  return slots;
}
