import { VariableOptionsError } from '../errors.ts';

/** Pairs of value and label, in the order of the form; or a record of value → label. */
export type Choices = readonly (readonly [value: string, label: string])[] | Readonly<Record<string, string>>;

/** Union of the values of choices. Plain `string` when they are computed at run time. */
export type ChoiceValue<Of extends Choices> = Of extends readonly (readonly [infer Value extends string, string])[]
  ? Value
  : Extract<keyof Of, string>;

const CHOICE_LIMIT = 10_000;

/** Choices as pairs; throws {@link VariableOptionsError} when there are none, too many, or two of the same value. */
export function readChoices(choices: Choices): [string, string][] {
  if (typeof choices !== 'object' || choices === null) {
    throw new VariableOptionsError("choices must be pairs of value and label: [['n', 'North'], ['s', 'South']].");
  }
  const pairs = Array.isArray(choices) ? (choices as readonly (readonly unknown[])[]) : Object.entries(choices);
  if (pairs.length === 0) throw new VariableOptionsError('choices is empty: no value could pass.');
  if (pairs.length > CHOICE_LIMIT) {
    throw new VariableOptionsError(`There are ${pairs.length} choices; the limit is ${CHOICE_LIMIT}.`);
  }
  const values = new Set<string>();
  return pairs.map((pair) => {
    const [value, label] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof value !== 'string' || typeof label !== 'string') {
      throw new VariableOptionsError(`The choice ${JSON.stringify(pair)} must be a pair of texts: ['n', 'North'].`);
    }
    if (values.has(value)) throw new VariableOptionsError(`The choice "${value}" is there twice.`);
    values.add(value);
    return [value, label];
  });
}
