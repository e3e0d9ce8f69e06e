import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../lib/api.ts';

export type ObjectChange = Schemas['ObjectChange'];

/** Which changes: an object's, a user's, of a kind. */
export interface ObjectChangeFilter {
  readonly q?: string;
  readonly action?: string;
  readonly changed_object_type?: string;
  readonly changed_object_id?: string;
  readonly user?: string;
}

const pageSize = 50;

/** Pages of the changes of objects, newest first. */
export function objectChangesQuery(filter: ObjectChangeFilter) {
  return infiniteQueryOptions({
    queryKey: ['object-changes', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: pageSize, offset: pageParam };
      return answerOf(api.GET('/api/extras/object-changes/', { params: { query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
  });
}
