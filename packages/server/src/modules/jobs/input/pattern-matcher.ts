import { RE2JS } from 're2js';

/** Compiled patterns that are kept. */
const cacheSize = 500;
const cache = new Map<string, RE2JS>();

/**
 * Whether a text matches an author's pattern, in time linear in its length: a pattern that would take for ever elsewhere
 * cannot stop the server. Backreferences and lookaround do not exist in this engine; a pattern that needs them matches
 * nothing, and the job's warnings say so.
 * Syntax: https://github.com/google/re2/wiki/Syntax
 */
export function matchPattern(source: string, flags: string, text: string): boolean {
  try {
    return compile(source, flags).matcher(text).find();
  } catch {
    return false;
  }
}

/** Whether the engine takes the pattern. */
export function isUsablePattern(source: string, flags: string): boolean {
  try {
    compile(source, flags);
    return true;
  } catch {
    return false;
  }
}

function compile(source: string, flags: string): RE2JS {
  const key = `${flags}/${source}`;
  const known = cache.get(key);
  if (known) return known;
  let bits = 0;
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('s')) bits |= RE2JS.DOTALL;
  const compiled = RE2JS.compile(RE2JS.translateRegExp(source), bits);
  const [oldest] = cache.keys();
  if (cache.size >= cacheSize && oldest !== undefined) cache.delete(oldest);
  cache.set(key, compiled);
  return compiled;
}
