import type { PlainError } from '../protocol.ts';
import { OutputInvalidError } from './errors.ts';
import { setLogGroup } from './log-channel.ts';
import { doneKinds, host } from './prelude/host-functions.ts';
import { createObject, cutText, stringifyJson, toPrimitiveText } from './prelude/primordials.ts';
import { toPlainError } from './plain-error.ts';

/** The method whose value is the output: what is wrong with it is reported there, however many tests ran since. */
const outputGroup = 'run';

/** Makes sure that the output can be stored, while the unit of work can still be rolled back. */
export function toOutput(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new OutputInvalidError(`it is a ${typeof value}`);
  }
  return value;
}

/** Reports the value of an invocation. Values that are no JSON become an error. */
export function reportValue(id: number, value: unknown, maxLength: number): void {
  let json: string | undefined;
  try {
    json = stringifyJson(value);
  } catch (error) {
    setLogGroup(outputGroup);
    reportError(id, new OutputInvalidError(reasonOf(error)));
    return;
  }
  const text = json ?? 'null';
  if (text.length <= maxLength) return host.done(id, doneKinds.returned, text);
  setLogGroup(outputGroup);
  host.done(id, doneKinds.tooLong, toPrimitiveText(text.length));
}

/** Reports what an invocation threw. */
export function reportError(id: number, thrown: unknown): void {
  const plain = toPlainError(thrown);
  host.done(id, doneKinds.threw, errorText(plain));
}

/** The first line of what went wrong: V8 describes circles over several. */
function reasonOf(error: unknown): string {
  const [line = ''] = toPlainError(error).message.split('\n');
  return cutText(line, 500);
}

function errorText(plain: PlainError): string {
  try {
    const text = stringifyJson(plain);
    if (text !== undefined) return text;
  } catch {
    // Nothing in it is the job's own object; but a report has to go out in any case.
  }
  const least = createObject(null) as { name?: string; message?: string };
  least.name = 'Thrown';
  least.message = 'The error cannot be shown.';
  return stringifyJson(least) as string;
}
