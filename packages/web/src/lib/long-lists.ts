import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual';
import type { KeyboardEvent } from 'react';

// What lists have in common whose lines are made, and measured, when they come in sight.

type List = Virtualizer<HTMLDivElement, Element>;

/**
 * Whether a list stays where it is when a line above turns out higher than expected. Not while one scrolls down: it would
 * break off the browser's own scrolling.
 */
export function correctsScroll(line: VirtualItem, _difference: number, list: List): boolean {
  return list.scrollDirection !== 'forward' && line.start < (list.scrollOffset ?? 0);
}

/** The End key leads to the last line, however high those before it turn out: the browser knows only what was expected. */
export function goToEnd(event: KeyboardEvent<HTMLDivElement>, list: List): void {
  const { key, target, currentTarget, ctrlKey, altKey, shiftKey, metaKey } = event;
  if (key !== 'End' || target !== currentTarget || ctrlKey || altKey || shiftKey || metaKey) return;
  event.preventDefault();
  list.scrollToIndex(list.options.count - 1, { align: 'end' });
}
