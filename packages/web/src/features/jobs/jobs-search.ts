/** What of the list of jobs is shown. Stands in the address, so that it can be shared. */
export interface JobsSearch {
  readonly q?: string;
  /** First part of the path of jobs: `local`. */
  readonly source?: string;
  /** Status of the latest result, or `never`. */
  readonly status?: string;
}

const names = ['q', 'source', 'status'] as const;

/** Reads the query of an address; what it does not know is left out. */
export function toJobsSearch(query: Readonly<Record<string, unknown>>): JobsSearch {
  const known = names.flatMap((name) => {
    const value = query[name];
    return (typeof value === 'string' && value !== '') || typeof value === 'number'
      ? [[name, `${value}`] as const]
      : [];
  });
  return Object.fromEntries(known);
}
