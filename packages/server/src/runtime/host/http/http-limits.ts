import type { RunLimits } from '../../../config/run-limits.ts';

/** What the requests of one run may use. */
export type HttpLimits = Pick<
  RunLimits,
  'fetchCalls' | 'fetchConcurrent' | 'fetchTimeMs' | 'fetchRequestBytes' | 'fetchResponseBytes'
>;
