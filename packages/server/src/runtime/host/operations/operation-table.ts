import { BridgeArgumentError } from '../../../errors/sandbox.ts';
import type { Operation, OperationTable } from '../../runtime.ts';

/** `<area>.<verb>`. */
const nameForm = /^[a-z]+\.[a-zA-Z]+$/;

/**
 * Joins parts of a table: what is not in the result, a job cannot ask for.
 * @throws TypeError for a name of another form, or one that two parts have
 */
export function assembleOperations(...parts: readonly OperationTable[]): OperationTable {
  const table = new Map<string, Operation>();
  for (const [name, operation] of parts.flatMap((part) => Object.entries(part))) {
    if (!nameForm.test(name)) throw new TypeError(`"${name}" is no name for an operation.`);
    if (table.has(name)) throw new TypeError(`There are two operations "${name}".`);
    table.set(name, operation);
  }
  return Object.freeze(Object.fromEntries(table));
}

/** Arguments of an operation as an object, of which nothing else is known. @throws {@link BridgeArgumentError} */
export function readArguments(args: unknown): Readonly<Record<string, unknown>> {
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw new BridgeArgumentError('the arguments have to be an object');
  }
  return args as Readonly<Record<string, unknown>>;
}

/** @throws {@link BridgeArgumentError} */
export function readText(value: unknown, what: string, maxLength: number): string {
  if (typeof value === 'string' && value.length <= maxLength) return value;
  throw new BridgeArgumentError(`${what} has to be text of at most ${maxLength} characters`);
}

/** A whole number from 0. @throws {@link BridgeArgumentError} */
export function readWholeNumber(value: unknown, what: string, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max) return value;
  throw new BridgeArgumentError(`${what} has to be a whole number from 0 to ${max}`);
}
