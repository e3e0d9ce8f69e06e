import { Address4, Address6 } from 'ip-address';
import type { JobVariable } from '../api/get-job.ts';
import type { FormValue, FormValues } from './form-values.ts';

/**
 * What is wrong with a value, for the user while typing. The server checks again and knows more: objects, filters.
 * @returns undefined when nothing is
 */
export function checkValue(variable: JobVariable, value: FormValue): string | undefined {
  if (isEmpty(value)) return variable.required ? 'This field is required.' : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  switch (variable.kind) {
    case 'string':
      return checkText(variable, text);
    case 'integer':
      return checkInteger(variable, text);
    case 'ip-address':
      return checkAddress(text);
    case 'ip-address-with-mask':
      return parseNetwork(text) ? undefined : describeNetworkProblem(text);
    case 'ip-network':
      return checkNetwork(variable, text);
    default:
      return undefined;
  }
}

/** Problems of all values, by variable. */
export function checkValues(variables: readonly JobVariable[], values: FormValues): Readonly<Record<string, string>> {
  const problems = variables.map((variable) => [variable.name, checkValue(variable, values[variable.name])] as const);
  return Object.fromEntries(problems.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function isEmpty(value: FormValue): boolean {
  if (value === undefined || value === '') return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

function checkText(variable: JobVariable, text: string): string | undefined {
  const { min_length: min, max_length: max, regex, regex_flags: flags } = variable;
  const length = Array.from(text).length;
  if (min !== undefined && min === max && length !== min) return `Enter exactly ${count(min)}; it has ${length}.`;
  if (min !== undefined && length < min) return `Enter at least ${count(min)}; it has ${length}.`;
  if (max !== undefined && length > max) return `Enter at most ${count(max)}; it has ${length}.`;
  if (regex !== undefined && !matches(text, regex, flags)) return `Must match the pattern ${regex} as a whole.`;
  return undefined;
}

function count(characters: number): string {
  return `${characters} ${characters === 1 ? 'character' : 'characters'}`;
}

/** A pattern that the browser does not know is left to the server. */
function matches(text: string, regex: string, flags = ''): boolean {
  try {
    return new RegExp(`^(?:${regex})$`, flags.replaceAll(/[gy]/g, '')).test(text);
  } catch {
    return true;
  }
}

function checkInteger({ min_value: min, max_value: max }: JobVariable, text: string): string | undefined {
  if (!/^[+-]?\d+$/.test(text)) return 'Enter a whole number.';
  const number = Number(text);
  if (!Number.isSafeInteger(number)) return 'This number is too large.';
  if (min !== undefined && number < min) return `Must be at least ${min}.`;
  if (max !== undefined && number > max) return `Must be at most ${max}.`;
  return undefined;
}

interface Network {
  readonly prefixLength: number;
  /** Address of the network, without the bits behind the mask. */
  readonly start: string;
  readonly isExact: boolean;
}

function checkAddress(text: string): string | undefined {
  if (text.includes('/')) {
    const [address = ''] = text.split('/');
    return parseNetwork(text) ? `Enter the address without its mask: ${address}` : addressProblem;
  }
  return Address4.isValid(text) || Address6.isValid(text) ? undefined : addressProblem;
}

const addressProblem = 'Enter an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.';

function checkNetwork(variable: JobVariable, text: string): string | undefined {
  const network = parseNetwork(text);
  if (!network) return describeNetworkProblem(text);
  const { min_prefix_length: min, max_prefix_length: max } = variable;
  if (!network.isExact) return `There are bits behind the mask. Did you mean ${network.start}/${network.prefixLength}?`;
  if (min !== undefined && network.prefixLength < min) return `The prefix length must be at least ${min}.`;
  if (max !== undefined && network.prefixLength > max) return `The prefix length must be at most ${max}.`;
  return undefined;
}

function describeNetworkProblem(text: string): string {
  const isAddress = Address4.isValid(text) || Address6.isValid(text);
  if (isAddress && !text.includes('/')) {
    return `A mask is required: ${text}/${text.includes(':') ? 128 : 32} for this address alone.`;
  }
  return 'Enter an address with a mask, such as 192.0.2.0/24 or 2001:db8::/32.';
}

function parseNetwork(text: string): Network | undefined {
  if (!/\/\d{1,3}$/.test(text)) return undefined;
  const kind = text.includes(':') ? Address6 : Address4;
  if (!kind.isValid(text)) return undefined;
  const address = new kind(text);
  const start = address.startAddress();
  return {
    prefixLength: address.subnetMask,
    start: start.correctForm(),
    isExact: start.correctForm() === address.correctForm(),
  };
}
