import { useMemo } from 'react';
import { useStored } from '../../lib/use-stored.ts';

/** Jobs that the user starred, by path. Kept by this browser. */
export function useFavourites(): { readonly paths: ReadonlySet<string>; readonly toggle: (path: string) => void } {
  const [list, setList] = useStored<readonly string[]>('favourite-jobs', []);
  const paths = useMemo(() => new Set(list), [list]);
  const toggle = (path: string): void =>
    setList((previous) => (previous.includes(path) ? previous.filter((item) => item !== path) : [...previous, path]));
  return { paths, toggle };
}
