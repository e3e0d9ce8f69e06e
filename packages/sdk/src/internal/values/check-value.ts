import type { VariableRules } from '../descriptor.ts';
import { checkAddress, checkAddressWithMask, checkNetwork } from './address-value.ts';
import { checkBoolean } from './boolean-value.ts';
import type { Checked, CheckOptions } from './checked.ts';
import { checkChoice, checkMultiChoice } from './choice-value.ts';
import { checkFile } from './file-value.ts';
import { checkInteger } from './integer-value.ts';
import { checkMultiObject, checkObject } from './object-value.ts';
import { checkText } from './text-value.ts';

export { isProblem } from './checked.ts';

/** Checks one value as a client sent it, and gives its stored form: the same JSON for the same value. */
export function checkValue(raw: unknown, rules: VariableRules, options: CheckOptions): Checked {
  switch (rules.kind) {
    case 'string':
    case 'text':
      return checkText(raw, rules, options);
    case 'integer':
      return checkInteger(raw, rules);
    case 'boolean':
      return checkBoolean(raw);
    case 'choice':
      return checkChoice(raw, rules);
    case 'multi-choice':
      return checkMultiChoice(raw, rules);
    case 'object':
      return checkObject(raw, rules);
    case 'multi-object':
      return checkMultiObject(raw);
    case 'file':
      return checkFile(raw);
    case 'ip-address':
      return checkAddress(raw);
    case 'ip-address-with-mask':
      return checkAddressWithMask(raw);
    case 'ip-network':
      return checkNetwork(raw, rules);
  }
}
