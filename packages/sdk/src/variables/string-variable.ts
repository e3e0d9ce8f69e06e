import { VariableOptionsError } from '../errors.ts';
import { textSchema } from '../internal/values/text-value.ts';
import { assertLimits, createVariable, given } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** A line of text. Made by {@link StringVar}. */
export type StringVariable<Value extends string | undefined = string | undefined> = Variable<'string', Value>;

const LENGTH_LIMIT = 1_000_000;
const PATTERN_LIMIT = 1000;

/**
 * A line of text. White space around it is trimmed before it is checked and stored.
 *
 * @throws {@link VariableOptionsError} when limits contradict each other, the pattern is no regular expression, or the
 * default does not pass
 * @example
 * ```ts
 * siteCode = StringVar({ label: 'Site code', minLength: 3, maxLength: 3, regex: /[a-z]+/ });
 * ```
 */
export function StringVar<const Required extends boolean = true, const Default extends string | undefined = undefined>(
  options: StringVarOptions<Required, Default> = {},
): StringVariable<Presence<string, Required, Default>> {
  const { minLength, maxLength } = options;
  assertLimits({ minLength, maxLength }, { least: 0, most: LENGTH_LIMIT });
  const rules = given({ kind: 'string' as const, minLength, maxLength, ...readPattern(options.regex) });
  return createVariable(options, { rules, schema: textSchema(rules) });
}

/** Whether a value was made by {@link StringVar}. */
export function isStringVariable(value: unknown): value is StringVariable {
  return isVariableOfKind(value, 'string');
}

/** Options of {@link StringVar}. */
export interface StringVarOptions<
  Required extends boolean = boolean,
  Default extends string | undefined = string | undefined,
> extends VariableOptions<Required, Default> {
  /** Least number of characters, 0 to 1,000,000. Set it to `maxLength` for a fixed length. @defaultValue no limit */
  readonly minLength?: number;
  /** Greatest number of characters, 0 to 1,000,000. @defaultValue no limit but that of a request */
  readonly maxLength?: number;
  /**
   * Pattern that the **whole** value must match, up to 1,000 characters. Flags `i`, `s`, `u` and `v` work. The server
   * checks it with an engine of linear time, which has no backreferences and no lookaround.
   */
  readonly regex?: RegExp | string;
}

function readPattern(regex: RegExp | string | undefined): { readonly regex?: string; readonly regexFlags?: string } {
  if (regex === undefined) return {};
  const source = typeof regex === 'string' ? regex : regex.source;
  const flags = typeof regex === 'string' ? '' : regex.flags;
  const unusable = /[^isuv]/.exec(flags)?.[0];
  if (unusable !== undefined) {
    throw new VariableOptionsError(
      `The flag "${unusable}" of regex ${String(regex)} has no meaning here: the pattern must match the whole value. Use i, s, u or v.`,
    );
  }
  if (source.length > PATTERN_LIMIT) {
    throw new VariableOptionsError(`regex has ${source.length} characters; the limit is ${PATTERN_LIMIT}.`);
  }
  try {
    RegExp(source, flags);
  } catch (error) {
    throw new VariableOptionsError(`regex "${source}" is not a regular expression.`, { cause: error });
  }
  return { regex: source, ...(flags === '' ? {} : { regexFlags: flags }) };
}
