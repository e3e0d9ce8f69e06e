import type { Job } from '../api/get-jobs.ts';

/** What of all jobs is shown. */
export interface JobFilter {
  /** Words that must all occur in the name, path or description. */
  readonly q: string;
  readonly source: string | undefined;
  /** Status of the latest result, or `never`. */
  readonly status: string | undefined;
  /** Paths of the user's favourites, which stand first. */
  readonly favourites: ReadonlySet<string>;
}

/** Jobs of one source under one heading, or the favourites. */
export interface JobGroup {
  readonly key: string;
  readonly title: string;
  /** Where they come from: `local`, `git.<repository>`, `plugin`. */
  readonly origin: string;
  readonly jobs: readonly Job[];
}

/** First part of the path: `local`, `git.network`, `plugin`. */
export function originOf(job: Pick<Job, 'class_path'>): string {
  return job.class_path.split('/')[0] ?? '';
}

export function filterJobs(jobs: readonly Job[], filter: JobFilter): readonly Job[] {
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    if (job.hidden) return false;
    if (filter.source !== undefined && originOf(job) !== filter.source) return false;
    if (filter.status !== undefined && (job.latest_result?.status.value ?? 'never') !== filter.status) return false;
    const text = `${job.name} ${job.class_path} ${job.grouping} ${job.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Favourites first, then by origin and heading, each in the order of names. Modules of one name stand together. */
export function groupJobs(jobs: readonly Job[], favourites: ReadonlySet<string>): readonly JobGroup[] {
  const sorted = jobs.toSorted((a, b) => a.name.localeCompare(b.name));
  const loved = sorted.filter((job) => favourites.has(job.class_path));
  const groups = Map.groupBy(sorted, (job) => `${originOf(job)}/${job.grouping}`);
  const modules = [...groups].map(([key, members]) => ({
    key,
    title: key.slice(key.indexOf('/') + 1),
    origin: key.split('/')[0] ?? '',
    jobs: members,
  }));
  modules.sort(
    (a, b) =>
      originRank(a.origin) - originRank(b.origin) || a.origin.localeCompare(b.origin) || a.title.localeCompare(b.title),
  );
  return loved.length === 0
    ? modules
    : [{ key: 'favourites', title: 'Favourites', origin: '', jobs: loved }, ...modules];
}

function originRank(origin: string): number {
  return origin === 'local' ? 0 : origin.startsWith('git.') ? 1 : 2;
}
