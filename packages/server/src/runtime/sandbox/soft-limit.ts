/**
 * The soft time limit: once it has passed, the next thing that the job asks of the platform throws an error that it can
 * catch. It is thrown once, so that the job can use the platform to tidy up.
 */
let state: 'ahead' | 'due' | 'delivered' = 'ahead';
let createError: () => Error = () => new Error('The run passed its soft time limit.');

/** Sets how the error is made: the class belongs to the sdk, which is loaded later. */
export function setSoftLimitError(create: () => Error): void {
  createError = create;
}

/** The limit has passed. */
export function reachSoftLimit(): void {
  if (state === 'ahead') state = 'due';
}

/** Whether the error waits for somebody to take it. */
export function isSoftLimitDue(): boolean {
  return state === 'due';
}

/** The error, to be thrown or rejected with. It counts as delivered. */
export function takeSoftLimitError(): Error {
  state = 'delivered';
  return createError();
}

export function throwIfSoftLimitDue(): void {
  if (state === 'due') throw takeSoftLimitError();
}
