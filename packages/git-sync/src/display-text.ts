// Control characters, and those that hide or reorder the text around them.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** One line of text that others wrote, safe to print: no control characters, no hidden ones, not too long. */
export function toDisplayText(text: string, maxLength = 200): string {
  const line = text.replaceAll(UNPRINTABLE, '\ufffd');
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}

/** True if the text holds control, hidden or reordering characters. */
export function hasUnprintable(text: string): boolean {
  return text.search(UNPRINTABLE) !== -1;
}
