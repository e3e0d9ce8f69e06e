import { VisuallyHidden } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { ObjectLink } from '../../../components/object-link.tsx';
import { MarkdownText } from '../../../components/markdown-text.tsx';
import { formatClock } from '../../../lib/format.ts';
import type { LogEntry } from '../utils/log-filter.ts';
import { LevelTag } from './level-tag.tsx';
import classes from './log-list.module.css';

/** One entry: when, how serious, about which object, and what. */
export const LogEntryLine = memo(function LogEntryLine({ entry }: { readonly entry: LogEntry }): ReactNode {
  return (
    <div className={classes['entry']} data-level={entry.level}>
      <time className={classes['time']} dateTime={entry.time}>
        {formatClock(new Date(entry.time))}
      </time>
      <span className={classes['level']}>
        <LevelTag level={entry.level} text={entry.level} />
      </span>
      <div className={classes['message']}>
        {entry.object && (
          <span className={classes['object']}>
            <ObjectLink object={entry.object} />
          </span>
        )}
        <MarkdownText text={entry.message} />
      </div>
    </div>
  );
});

/** Stands where an entry will be, as high as most are. */
export function LogEntryPlaceholder(): ReactNode {
  return (
    <div className={classes['entry']} data-placeholder>
      <span className={classes['time']}>
        <span className={classes['bar']} />
      </span>
      <span className={classes['level']} />
      <div className={classes['message']}>
        <span className={classes['bar']} />
        <VisuallyHidden>Loading</VisuallyHidden>
      </div>
    </div>
  );
}
