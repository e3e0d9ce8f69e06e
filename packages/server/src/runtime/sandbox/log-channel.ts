import type { LogLevel } from '../protocol.ts';
import { answers, host } from './prelude/host-functions.ts';
import { createObject, cutText, ErrorConstructor } from './prelude/primordials.ts';
import { isSoftLimitDue, takeSoftLimitError } from './soft-limit.ts';

/** Longer messages are cut, in characters. */
const maxMessageLength = 100_000;
const maxNameLength = 500;

/** Numbers that stand for the levels: the host has the same list. */
export const logLevels: readonly LogLevel[] = ['default', 'debug', 'success', 'info', 'warning', 'failure'];
const levelNumbers = createObject(null) as Record<LogLevel, number>;
for (let index = 0; index < logLevels.length; index += 1) levelNumbers[logLevels[index] as LogLevel] = index;
export const debugLevel = 1;

/** After the budget is used up nothing is sent any more: the run is ending. */
let isOver = false;

export function levelNumber(level: LogLevel): number {
  return levelNumbers[level] ?? 0;
}

/** Sets the group of the entries from here on: the name of a method. */
export function setLogGroup(name: string): void {
  host.group(cutText(name, maxNameLength));
}

/**
 * Sends a log entry. It is on its way when this returns.
 * @throws `SoftTimeLimitExceeded` when that limit has just passed; an error when the run's budget is used up
 */
export function writeLog(
  level: number,
  message: string,
  object?: { readonly model: string; readonly id: string; readonly display: string },
): void {
  if (isSoftLimitDue()) throw takeSoftLimitError();
  if (isOver) throw overLimit();
  const text = cutText(message, maxMessageLength);
  const answer =
    object === undefined
      ? host.log(level, text)
      : host.log(level, text, cutText(object.model, maxNameLength), object.id, cutText(object.display, maxNameLength));
  react(answer);
}

/** Sends progress; see {@link writeLog}. */
export function writeProgress(current: number, total: number | undefined, message: string | undefined): void {
  if (isSoftLimitDue()) throw takeSoftLimitError();
  react(host.progress(current, total, message === undefined ? undefined : cutText(message, maxNameLength)));
}

function react(answer: number): void {
  if (answer === answers.taken) return;
  if (answer === answers.softTime) throw takeSoftLimitError();
  isOver = true;
  throw overLimit();
}

function overLimit(): Error {
  return new ErrorConstructor('The run has logged more than its limits allow, and is being ended.');
}
