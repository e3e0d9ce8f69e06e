import type { Proposal } from './form/use-job-form.ts';

/** What an address of a job's page may propose: input, and whether to commit. Nothing runs by itself. */
export function toJobSearch(query: Readonly<Record<string, unknown>>): Proposal {
  const { data, commit } = query;
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return {
    ...(isObject ? { data: data as Readonly<Record<string, unknown>> } : {}),
    ...(typeof commit === 'boolean' ? { commit } : {}),
  };
}
