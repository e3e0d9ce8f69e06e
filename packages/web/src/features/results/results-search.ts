/** What of the list of results is shown. Stands in the address. */
export interface ResultsSearch {
  /** Path of a job. */
  readonly job?: string;
  readonly q?: string;
  readonly status?: string;
  /** Name of a user. */
  readonly user?: string;
  /** Only those of the last so many hours. */
  readonly since?: string;
}

const names = ['job', 'q', 'status', 'user', 'since'] as const;

export function toResultsSearch(query: Readonly<Record<string, unknown>>): ResultsSearch {
  const known = names.flatMap((name) => {
    const value = query[name];
    const isUsable = (typeof value === 'string' && value !== '') || typeof value === 'number';
    return isUsable ? [[name, `${value}`] as const] : [];
  });
  return Object.fromEntries(known);
}
