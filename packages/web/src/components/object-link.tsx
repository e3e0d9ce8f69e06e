import type { ReactNode } from 'react';
import { objectPath } from '../lib/object-path.ts';
import { Link } from './link.tsx';

/** The name of an object; a link where it has a page. */
export function ObjectLink({
  object,
}: {
  readonly object: { readonly display: string; readonly url?: string | null };
}): ReactNode {
  const path = typeof object.url === 'string' ? objectPath(object.url) : undefined;
  if (path === undefined) return object.display;
  const { app, model, id } = path;
  return (
    <Link to="/models/$app/$model/$id" params={{ app, model, id }} inherit>
      {object.display}
    </Link>
  );
}
