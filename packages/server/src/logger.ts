import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

/** The log of a process: JSON lines, on standard error by default, as standard output belongs to the command that runs us. */
export function createLogger(level: string, destination: DestinationStream = pino.destination({ fd: 2 })): Logger {
  return pino({ level, serializers: { err: describeError } }, destination);
}

/** An error with what it says of itself, without the connection that pools of pg attach to it: pages of internals. */
function describeError(error: Error): object {
  const { client: _client, ...described } = stdSerializers.err(error) as object & { readonly client?: unknown };
  return described;
}
