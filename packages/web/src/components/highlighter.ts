import { createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import typescript from 'shiki/langs/typescript.mjs';
import dark from 'shiki/themes/github-dark-high-contrast.mjs';
import light from 'shiki/themes/github-light-high-contrast.mjs';

/** A piece of a line of code, in one colour. */
export interface CodeToken {
  readonly text: string;
  readonly light: string | undefined;
  readonly dark: string | undefined;
}

let highlighter: Promise<HighlighterCore> | undefined;

/** Colours TypeScript, line by line. Loaded when the first code is shown. */
export async function highlight(code: string): Promise<readonly (readonly CodeToken[])[]> {
  // Patterns that JavaScript cannot express are left out, rather than WebAssembly let in.
  highlighter ??= createHighlighterCore({
    langs: [typescript],
    themes: [light, dark],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const lines = (await highlighter).codeToTokensWithThemes(code, {
    lang: 'typescript',
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  });
  return lines.map((tokens) =>
    tokens.map(({ content, variants }) => ({
      text: content,
      light: variants['light']?.color,
      dark: variants['dark']?.color,
    })),
  );
}
