const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const open = new Set(['[', '{'].map((bracket) => bracket.charCodeAt(0)));
const close = new Set([']', '}'].map((bracket) => bracket.charCodeAt(0)));

/**
 * Whether lists and objects of a JSON text nest deeper than the limit. Recursive code that handles the value later would
 * run out of stack; a scan of the text cannot.
 */
export function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (open.has(code) && ++depth > limit) return true;
    else if (close.has(code)) depth--;
  }
  return false;
}

/** Position of the quote that ends the string that begins here. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charCodeAt(first - 1) === backslash) first--;
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
}
