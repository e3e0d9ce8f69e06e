import { Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode, type UIEvent } from 'react';
import type { LogLine } from '../utils/log-lines.ts';
import { LogEntryLine } from './log-entry-line.tsx';
import { LogGroupLine } from './log-group-line.tsx';
import classes from './log-list.module.css';

/** Nearer to the end than this many pixels is at the end. */
const endMargin = 40;

/** Lines of a log; only those in sight exist, so that a hundred thousand scroll as ten do. */
export function LogList({
  lines,
  onToggle,
  isFollowing,
  onLeaveEnd,
  emptyText,
}: {
  readonly lines: readonly LogLine[];
  readonly onToggle: (group: string) => void;
  /** Keep the last line in sight. */
  readonly isFollowing: boolean;
  /** The reader scrolled up: the end should not come back by itself. */
  readonly onLeaveEnd: () => void;
  readonly emptyText: string;
}): ReactNode {
  const viewport = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => viewport.current,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? 36 : 30),
    getItemKey: (index) => keyOf(lines[index], index),
    overscan: 12,
  });

  useEffect(() => {
    if (isFollowing && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [isFollowing, lines.length, virtualizer]);

  const onScroll = ({ currentTarget }: UIEvent<HTMLDivElement>): void => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    const isUp = scrollTop < lastTop.current - 2;
    lastTop.current = scrollTop;
    if (isFollowing && isUp && scrollHeight - scrollTop - clientHeight > endMargin) onLeaveEnd();
  };

  if (lines.length === 0) {
    return (
      <Text c="dimmed" size="sm" py="xl" ta="center">
        {emptyText}
      </Text>
    );
  }
  return (
    <div
      ref={viewport}
      className={classes['viewport']}
      onScroll={onScroll}
      role="log"
      aria-live="off"
      aria-label="Log"
      tabIndex={0}
    >
      <div className={classes['content']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (!line) return null;
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
              ) : (
                <LogEntryLine entry={line.entry} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function keyOf(line: LogLine | undefined, index: number): string | number {
  if (!line) return index;
  return line.kind === 'group' ? line.group.name : line.entry.seq;
}
