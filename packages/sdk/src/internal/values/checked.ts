/** What checking one value gave: its stored form, or all that is wrong with it. */
export type Checked = { readonly value: unknown } | { readonly problems: readonly string[] };

/**
 * Whether the **whole** text matches an author's pattern. The source comes anchored: `^(?:…)$`. The server injects an
 * engine of linear time: a pattern may be written to take for ever.
 */
export type PatternMatcher = (source: string, flags: string, text: string) => boolean;

export interface CheckOptions {
  readonly matchPattern: PatternMatcher;
}

export function isProblem(checked: Checked): checked is { readonly problems: readonly string[] } {
  return 'problems' in checked;
}

export function refuse(...problems: readonly string[]): Checked {
  return { problems };
}
