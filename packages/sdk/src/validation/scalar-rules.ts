import { countCharacters } from '../internal/count-characters.ts';
import { IPNetwork } from '../ip/ip-network.ts';
import { isUuid } from '../internal/values/object-value.ts';

/** Looks at a value that is neither `null` nor `undefined`, and says what is wrong with it. */
export type ValueRule = (value: unknown) => string | undefined;

/** Text that PostgreSQL can store, up to a number of characters. */
export function textRule(maxLength?: number): ValueRule {
  return (value) => {
    if (typeof value !== 'string') return 'Must be text.';
    if (value.includes('\0')) return 'Must not contain null characters.';
    // Code units are never fewer than characters: counting is left for the few that are near the limit.
    if (maxLength === undefined || value.length <= maxLength) return undefined;
    const length = countCharacters(value);
    return length > maxLength ? `Must have at most ${maxLength} characters; it has ${length}.` : undefined;
  };
}

/** A whole number that a column of this many bits holds. */
export function integerRule(bits: 16 | 24 | 32 | 64, unsigned: boolean): ValueRule {
  const most = 2n ** BigInt(bits - 1) - 1n;
  const least = unsigned ? 0n : -most - 1n;
  return (value) => {
    const exact = toBigInt(value);
    if (exact === undefined) return 'Must be a whole number.';
    return exact < least || exact > most ? `Must be between ${least} and ${most}.` : undefined;
  };
}

/** A number; NaN and infinity are none. */
export function numberRule(): ValueRule {
  return (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'Must be a number.');
}

/** A decimal number, as number or text, with so many digits in all and after the point. */
export function decimalRule(precision = 10, scale = 0): ValueRule {
  return (value) => {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    const [, whole = '', fraction = ''] = /^[-+]?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
    if (!/\d/.test(text) || !/^[-+]?\d*\.?\d*$/.test(text)) return 'Must be a decimal number.';
    if (fraction.length > scale) return `Must have at most ${scale} digits after the decimal point.`;
    if (whole.length > precision - scale)
      return `Must have at most ${precision - scale} digits before the decimal point.`;
    return undefined;
  };
}

export function booleanRule(): ValueRule {
  return (value) => (typeof value === 'boolean' ? undefined : 'Must be true or false.');
}

export function uuidRule(): ValueRule {
  return (value) => (isUuid(value) ? undefined : 'Must be a UUID.');
}

/** A moment: a valid `Date`, or text that is one. */
export function momentRule(): ValueRule {
  return (value) => {
    const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN);
    return Number.isNaN(date.getTime()) ? 'Must be a date and time.' : undefined;
  };
}

/** A day: `YYYY-MM-DD`. */
export function dayRule(): ValueRule {
  return (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return undefined;
    const date =
      typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
    // 30 February would roll over into March.
    return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(String(value))
      ? undefined
      : 'Must be a date: YYYY-MM-DD.';
  };
}

export function timeOfDayRule(): ValueRule {
  return (value) =>
    typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?$/.test(value)
      ? undefined
      : 'Must be a time: HH:MM:SS.';
}

/** `inet`: an address, with or without a mask. */
export function inetRule(): ValueRule {
  return (value) =>
    typeof value === 'string' && IPNetwork.tryParse(value)
      ? undefined
      : 'Must be an IP address, with or without a mask.';
}

/** `cidr`: a network without host bits. */
export function cidrRule(): ValueRule {
  return (value) => {
    const network = typeof value === 'string' ? IPNetwork.tryParse(value) : undefined;
    if (!network) return 'Must be an IP network, such as 192.0.2.0/24.';
    return network.isCidr
      ? undefined
      : `${network.toString()} has host bits set: did you mean ${network.cidr.toString()}?`;
  };
}

export function macAddressRule(): ValueRule {
  return (value) =>
    typeof value === 'string' && /^(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(value)
      ? undefined
      : 'Must be a MAC address, such as 00:00:5e:00:53:af.';
}

/** One of the items of an enum. */
export function itemRule(items: readonly (string | number)[]): ValueRule {
  return (value) =>
    (items as readonly unknown[]).includes(value) ? undefined : `Must be one of: ${items.join(', ')}.`;
}

/** A list whose items all pass. */
export function listRule(itemPasses: ValueRule): ValueRule {
  return (value) => {
    if (!Array.isArray(value)) return 'Must be a list.';
    return value.map((item) => itemPasses(item)).find((problem) => problem !== undefined);
  };
}

/** Anything that JSON can hold and PostgreSQL can store. */
export function jsonRule(): ValueRule {
  return (value) => {
    try {
      const json = JSON.stringify(value);
      return json.includes(String.raw`\u0000`) ? 'Must not contain null characters.' : undefined;
    } catch {
      return 'Must be JSON: no cycles, no bigint, no functions.';
    }
  };
}

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^[-+]?\d{1,30}$/.test(value) ? BigInt(value) : undefined;
}
