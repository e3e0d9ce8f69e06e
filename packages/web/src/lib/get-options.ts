import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { localPath, request } from './api.ts';

/** An object that can be chosen. */
export interface ObjectOption {
  readonly id: string;
  readonly display: string;
  readonly [field: string]: unknown;
}

interface Page {
  readonly count: number;
  readonly results: readonly ObjectOption[];
}

/** Filters of a model's list: values by name, several values by repetition. */
export type Filters = Readonly<Record<string, readonly string[]>>;

const pageSize = 50;

function address(modelUrl: string, filters: Filters): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(filters)) for (const value of values) query.append(name, value);
  return `${localPath(modelUrl)}?${query}`;
}

/** Pages of the objects that fit the filters and the words typed. */
export function optionsQuery(modelUrl: string, filters: Filters, words: string) {
  return infiniteQueryOptions({
    queryKey: ['options', modelUrl, filters, words],
    queryFn: ({ pageParam, signal }) => {
      const page: Filters = { limit: [String(pageSize)], offset: [String(pageParam)] };
      const search: Filters = words === '' ? {} : { q: [words] };
      return request<Page>(address(modelUrl, { ...filters, ...search, ...page }), { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.length * pageSize;
      return loaded < last.count ? loaded : undefined;
    },
    staleTime: 30_000,
  });
}

/** Those of the given objects that fit the filters, e.g. to name what a link chose. */
export function chosenQuery(modelUrl: string, filters: Filters, ids: readonly string[]) {
  return queryOptions({
    queryKey: ['chosen', modelUrl, filters, ids],
    queryFn: async ({ signal }) => {
      const url = address(modelUrl, { ...filters, id: ids, limit: ['0'] });
      return (await request<Page>(url, { signal })).results;
    },
    enabled: ids.length > 0,
    staleTime: 30_000,
  });
}
