const open = new Set(['(', '[', '{'].map((bracket) => bracket.charCodeAt(0)));
const close = new Set([')', ']', '}'].map((bracket) => bracket.charCodeAt(0)));

/**
 * How many brackets are open at the same time, at most. Brackets in strings and comments count as well: this is a guard
 * for recursive parsers, not a parser.
 */
export function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (open.has(code)) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (close.has(code) && depth > 0) {
      depth -= 1;
    }
  }
  return deepest;
}
