import { isIP } from 'node:net';
import type { ScalarField } from '../model-field.ts';

/** Why a text is not a value of a column; the message completes "… ". */
export class ValueProblem extends Error {}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the form of an object's id. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/**
 * Turns the text of a query into a value that the column can be compared with.
 * @throws ValueProblem when it is none, before the database has to say so
 */
export function parseValue(field: Pick<ScalarField, 'type' | 'choices'>, text: string): unknown {
  if (text.includes('\0')) throw new ValueProblem('A value may not contain a null character.');
  if (field.choices && !field.choices.some((choice) => String(choice) === text)) {
    throw new ValueProblem(
      `Select a valid choice: ${text} is not one of ${field.choices.slice(0, 20).join(', ')}${field.choices.length > 20 ? ', …' : ''}.`,
    );
  }
  return parsers[field.type](text);
}

const parsers: Readonly<Record<ScalarField['type'], (text: string) => unknown>> = {
  string: (text) => text,
  array: (text) => text,
  json: (text) => text,
  uuid: parseUuid,
  integer: parseInteger,
  bigint: parseBigint,
  number: parseNumber,
  decimal: parseDecimal,
  boolean: parseBoolean,
  datetime: parseDatetime,
  date: parseDate,
  network: parseNetwork,
};

function parseUuid(text: string): string {
  if (!isUuid(text)) throw new ValueProblem(`"${text}" is not a valid UUID.`);
  return text.toLowerCase();
}

function parseInteger(text: string): number {
  const value = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || value < -2_147_483_648 || value > 2_147_483_647) {
    throw new ValueProblem('Enter a whole number.');
  }
  return value;
}

function parseBigint(text: string): string {
  if (!/^-?\d{1,19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) {
    throw new ValueProblem('Enter a whole number.');
  }
  return text;
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new ValueProblem('Enter a number.');
  return value;
}

function parseDecimal(text: string): string {
  if (!/^-?\d{1,100}(\.\d{1,100})?$/.test(text)) throw new ValueProblem('Enter a number.');
  return text;
}

/** Text that a query may use for a truth value. */
export function parseBoolean(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1') return true;
  if (lower === 'false' || lower === '0') return false;
  throw new ValueProblem('Enter true or false.');
}

const datetimePattern = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?Z|[+ -]\d{2}:?\d{2})?)?$/i;

function parseDatetime(text: string): Date {
  // A "+" that was not escaped arrives as a space: the offset is what was meant.
  const repaired = text.replace(/ (\d{2}:?\d{2})$/, '+$1');
  const value = new Date(/[Z+]|-\d{2}:?\d{2}$/i.test(repaired.slice(10)) ? repaired : `${withTime(repaired)}Z`);
  if (!datetimePattern.test(text) || Number.isNaN(value.getTime())) {
    throw new ValueProblem('Enter a date and time like 2026-01-31T08:00:00Z.');
  }
  return value;
}

function withTime(text: string): string {
  return text.length === 10 ? `${text}T00:00:00` : text;
}

function parseDate(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new ValueProblem('Enter a date like 2026-01-31.');
  }
  return text;
}

function parseNetwork(text: string): string {
  if (!isNetwork(text)) throw new ValueProblem(`"${text}" is not an IP address or network.`);
  return text;
}

/** Whether a text is an IPv4 or IPv6 address, with or without a mask. */
export function isNetwork(text: string): boolean {
  const [address = '', mask, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return false;
  return mask === undefined || (/^\d{1,3}$/.test(mask) && Number(mask) <= (version === 4 ? 32 : 128));
}
