import { useMemo } from 'react';
import { firstFrame, type Frame } from '../utils/parse-stack.ts';
import { useRunSource } from './get-run-source.ts';

/** Where in the author's code a run stopped, with the code of that file. */
export interface ErrorPlace extends Frame {
  readonly content: string;
}

/** Finds the place that a stack names. */
export function useErrorPlace(id: string, stack: string | undefined): ErrorPlace | undefined {
  const source = useRunSource(id, stack !== undefined);
  return useMemo(() => {
    const files = source.data?.files;
    if (stack === undefined || !files) return undefined;
    const names = files.map(({ path }) => path);
    const frame = firstFrame(stack, names);
    const content = files.find(({ path }) => path === frame?.file)?.content;
    return frame && content !== undefined ? { ...frame, content } : undefined;
  }, [stack, source.data]);
}
