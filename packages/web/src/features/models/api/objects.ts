import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { localPath, request } from '../../../lib/api.ts';
import type { Model } from '../../../lib/models.ts';
import type { ModelSearch } from '../models-search.ts';

/** An object as REST shows it. */
export interface ModelObject {
  readonly id: string;
  readonly url: string;
  readonly display: string;
  readonly [field: string]: unknown;
}

interface Page {
  readonly count: number;
  readonly next: string | null;
  readonly results: readonly ModelObject[];
}

const pageSize = 50;

/** Pages of the objects of a model. */
export function objectsQuery(model: Model, { q, ordering, filter = {} }: ModelSearch) {
  return infiniteQueryOptions({
    queryKey: ['objects', model.label, 'list', q, ordering, filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: String(pageSize), offset: String(pageParam), ...filter });
      if (q !== undefined) query.set('q', q);
      if (ordering !== undefined) query.set('ordering', ordering);
      return request<Page>(`${localPath(model.url)}?${query}`, { signal });
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
    placeholderData: keepPreviousData,
  });
}

export function objectQuery(model: Model, id: string) {
  return queryOptions({
    queryKey: ['objects', model.label, id],
    queryFn: ({ signal }) => request<ModelObject>(objectAddress(model, id), { signal }),
  });
}

/** How many objects of another model refer to an object. */
export function relatedCountQuery(related: Model['related'][number], id: string) {
  return queryOptions({
    queryKey: ['objects', related.label, 'count', related.filter, id],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ [related.filter]: id, limit: '1' });
      return (await request<Page>(`${localPath(related.url)}?${query}`, { signal })).count;
    },
  });
}

export async function deleteObject({ model, id }: { readonly model: Model; readonly id: string }): Promise<void> {
  await request(objectAddress(model, id), { method: 'DELETE' });
}

function objectAddress(model: Model, id: string): string {
  return `${localPath(model.url)}${encodeURIComponent(id)}/`;
}
