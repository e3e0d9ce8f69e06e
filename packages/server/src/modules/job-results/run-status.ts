/** The states of a run. Only the first two ever change. */
export const runStatuses = ['pending', 'running', 'completed', 'failed', 'errored', 'canceled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** States that a run never leaves. */
export const finalRunStatuses = ['completed', 'failed', 'errored', 'canceled'] as const satisfies readonly RunStatus[];
export type FinalRunStatus = (typeof finalRunStatuses)[number];

/** Whether a run in this state is over. */
export function isFinal(status: RunStatus): status is FinalRunStatus {
  return status !== 'pending' && status !== 'running';
}
