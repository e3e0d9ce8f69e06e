import { useThrottledValue } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type ReactNode, type UIEvent } from 'react';
import { correctsScroll, goToEnd } from '../../../lib/long-lists.ts';
import { useLogPages } from '../api/get-log-pages.ts';
import type { LogView } from '../api/get-log-view.ts';
import type { LogLines } from '../utils/log-lines.ts';
import { missingPages } from '../utils/log-pages.ts';
import { LogEntryLine, LogEntryPlaceholder } from './log-entry-line.tsx';
import { LogGroupLine } from './log-group-line.tsx';
import classes from './log-list.module.css';

/** Nearer to the end than this many pixels is at the end. */
const endMargin = 40;

/** While one scrolls on, the pages in sight are asked for at most this often: most would be gone before they come. */
const askIntervalMs = 120;

/**
 * Lines of a log. Only those in sight exist, and only their pages are loaded, so that a hundred thousand open and scroll
 * as ten do.
 */
export function LogList({
  id,
  view,
  lines,
  onToggle,
  isFollowing,
  onLeaveEnd,
}: {
  readonly id: string;
  readonly view: LogView;
  readonly lines: LogLines;
  readonly onToggle: (group: string) => void;
  /** Keep the last line in sight. */
  readonly isFollowing: boolean;
  /** The reader scrolled up: the end should not come back by itself. */
  readonly onLeaveEnd: () => void;
}): ReactNode {
  const viewport = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: lines.count,
    getScrollElement: () => viewport.current,
    estimateSize: (index) => (lines.isHeading(index) ? 36 : 29),
    getItemKey: lines.keyOf,
    overscan: 12,
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = correctsScroll;
  const items = virtualizer.getVirtualItems();
  const range = useThrottledValue(`${items[0]?.index ?? 0} ${items.at(-1)?.index ?? -1}`, askIntervalMs);
  const places = useMemo(() => {
    const [first = 0, last = -1] = range.split(' ').map(Number);
    return missingPages(lines, first, last);
  }, [lines, range]);
  const findEntry = useLogPages(id, view, places);

  useEffect(() => {
    if (isFollowing && lines.count > 0) virtualizer.scrollToIndex(lines.count - 1, { align: 'end' });
  }, [isFollowing, lines.count, virtualizer]);

  const onScroll = ({ currentTarget }: UIEvent<HTMLDivElement>): void => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    const isUp = scrollTop < lastTop.current - 2;
    lastTop.current = scrollTop;
    if (isFollowing && isUp && scrollHeight - scrollTop - clientHeight > endMargin) onLeaveEnd();
  };

  return (
    <div
      ref={viewport}
      className={classes['viewport']}
      onScroll={onScroll}
      onKeyDown={(event) => goToEnd(event, virtualizer)}
      role="log"
      aria-live="off"
      aria-label="Log"
      tabIndex={0}
    >
      <div className={classes['content']} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const line = lines.at(item.index);
          if (!line) return null;
          const entry = line.kind === 'entry' ? findEntry(line.group, line.index) : undefined;
          return (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={classes['line']}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {line.kind === 'group' ? (
                <LogGroupLine group={line.group} isOpen={line.isOpen} onToggle={() => onToggle(line.group.name)} />
              ) : entry ? (
                <LogEntryLine entry={entry} />
              ) : (
                <LogEntryPlaceholder />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
