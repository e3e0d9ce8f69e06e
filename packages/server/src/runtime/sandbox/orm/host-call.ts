/** Asks the host for an operation. Rejects with an error that carries `code`, `name` and `details` of the host's answer. */
export type HostCall = (operation: string, args: unknown) => Promise<unknown>;
