import type { Schemas } from '../../../lib/api.ts';

export type LogEntry = Schemas['LogEntry'];

export interface LogFilter {
  /** Empty: all. */
  readonly levels: readonly string[];
  /** Part of the message or of the object's name, in any case. */
  readonly text: string;
}

export const wholeLog: LogFilter = { levels: [], text: '' };

/** Whether a filter lets an entry through. The server decides likewise about those that it pages. */
export function lets({ levels, text }: LogFilter, { level, message, object }: LogEntry): boolean {
  if (levels.length > 0 && !levels.includes(level)) return false;
  const sought = text.trim().toLowerCase();
  if (sought === '') return true;
  return message.toLowerCase().includes(sought) || (object?.display.toLowerCase().includes(sought) ?? false);
}

/** The filter as REST takes it. */
export function logQuery({ levels, text }: LogFilter): { readonly level?: string[]; readonly q?: string } {
  const q = text.trim();
  return { ...(levels.length > 0 && { level: [...levels] }), ...(q !== '' && { q }) };
}
