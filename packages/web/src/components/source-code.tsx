import { Box, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { CodeToken } from './highlighter.ts';
import classes from './source-code.module.css';

export interface SourceCodeProps {
  /** TypeScript or JavaScript. */
  readonly code: string;
  /** Number of the first line. @defaultValue 1 */
  readonly firstLine?: number;
  /** Line that is marked, and scrolled to. */
  readonly markedLine?: number;
  /** Said to screen readers, e.g. the file's name. */
  readonly label: string;
}

type Line = readonly CodeToken[];

/** Code with numbered lines. Plain at once, coloured as soon as the colours are there. */
export function SourceCode({ code, firstLine = 1, markedLine, label }: SourceCodeProps): ReactNode {
  const scheme = useComputedColorScheme('light');
  const [coloured, setColoured] = useState<{ readonly code: string; readonly lines: readonly Line[] }>();
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const { highlight } = await import('./highlighter.ts');
      const lines = await highlight(code);
      if (isCurrent) setColoured({ code, lines });
    };
    load().catch(() => undefined); // it stays plain
    return () => {
      isCurrent = false;
    };
  }, [code]);

  const marked = useRef<HTMLDivElement>(null);
  useEffect(() => marked.current?.scrollIntoView({ block: 'center' }), [markedLine]);

  const lines: readonly Line[] =
    coloured?.code === code
      ? coloured.lines
      : code.split('\n').map((text) => [{ text, light: undefined, dark: undefined }]);
  return (
    <Box component="pre" className={classes['code']} tabIndex={0} role="region" aria-label={label}>
      <code>
        {lines.map((tokens, index) => {
          const number = firstLine + index;
          const isMarked = number === markedLine;
          return (
            <div
              key={number}
              ref={isMarked ? marked : undefined}
              className={classes['line']}
              data-marked={isMarked || undefined}
            >
              <span className={classes['number']} aria-hidden>
                {number}
              </span>
              {tokens.map((token, position) => (
                <span key={position} style={{ color: token[scheme] }}>
                  {token.text}
                </span>
              ))}
              {'\n'}
            </div>
          );
        })}
      </code>
    </Box>
  );
}
