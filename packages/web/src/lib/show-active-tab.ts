/** Ref of a list of tabs: where they are wider than the window, the open one is in sight. */
export function showActiveTab(list: HTMLElement | null): void {
  list?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}
