import { queryOptions } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';

/** Something that is administered. */
export interface ResourceRow {
  readonly id: string;
  readonly display: string;
  readonly [field: string]: unknown;
}

/** All of them, up to the most that a page holds. Lists of what is administered are short. */
export function resourceQuery(url: string) {
  return queryOptions({
    queryKey: ['resource', url],
    queryFn: async ({ signal }) =>
      (await request<{ readonly results: readonly ResourceRow[] }>(`${url}?limit=0`, { signal })).results,
    // Others change them as well, and syncs do.
    staleTime: 0,
  });
}
