import { ValidationError } from '@jobwright/sdk';

/**
 * Slugs are letters of any script, digits, `-` and `_`.
 * @throws {@link ValidationError}
 */
export function assertSlug(slug: string): void {
  if (!/^[\p{Letter}\p{Number}_-]+$/u.test(slug)) {
    throw new ValidationError({ slug: 'A slug consists of letters, digits, hyphens and underscores.' });
  }
}

/** @throws {@link ValidationError} */
export function assertColor(color: string, field = 'color'): void {
  if (!/^[0-9a-f]{6}$/.test(color)) {
    throw new ValidationError({ [field]: 'A colour is six hexadecimal digits in lower case, such as "4caf50".' });
  }
}

/**
 * @param range - inclusive; values that are absent pass
 * @throws {@link ValidationError}
 */
export function assertRange(
  field: string,
  value: number | null | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (value === null || value === undefined) return;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ValidationError({ [field]: `A whole number from ${min} to ${max} is needed.` });
  }
}
