/** Whether a status is the last one of its run. */
export function isFinal(status: string): boolean {
  return status !== 'pending' && status !== 'running';
}
