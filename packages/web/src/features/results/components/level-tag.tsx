import type { ReactNode } from 'react';
import classes from './level-tag.module.css';

/** How serious something is, in words and colour. */
export function LevelTag({ level, text }: { readonly level: string; readonly text: string }): ReactNode {
  return (
    <span className={classes['tag']} data-level={level}>
      {text}
    </span>
  );
}
