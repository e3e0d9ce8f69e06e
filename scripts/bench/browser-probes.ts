/// <reference lib="dom" />
// What the bench does inside of a page. Each function is sent there as text: it uses nothing but its argument.

/** Milliseconds from the beginning of the navigation until what the selector finds is painted and the main thread is free. */
export function timeOfPaint(selector: string): Promise<number> {
  return new Promise((resolve) => {
    const isThere = (): boolean => document.querySelector(selector) !== null;
    const painted = (): void => {
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0));
    };
    if (isThere()) return painted();
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      painted();
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

/** Milliseconds from a click until what the second selector finds is painted. */
export function clickAndTime({
  click,
  appears,
}: {
  readonly click: string;
  readonly appears: string;
}): Promise<number> {
  return new Promise((resolve, reject) => {
    const element = document.querySelector<HTMLElement>(click);
    if (!element) return reject(new Error(`There is no ${click}.`));
    const observer = new MutationObserver(() => {
      if (document.querySelector(appears) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started), 0));
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
    const started = performance.now();
    element.click();
  });
}

/** Scrolls the log from its beginning to its end once all of it is there: the longest frame, and the median. */
export async function scrollThrough(): Promise<{ readonly longest: number; readonly usual: number }> {
  const steps = 120;
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
  const frame = (): Promise<number> => new Promise((resolve) => void requestAnimationFrame(resolve));
  let height = -1;
  let log = document.querySelector('[role="log"]');
  while (log === null || log.scrollHeight !== height) {
    height = log?.scrollHeight ?? -1;
    await pause(1500);
    log = document.querySelector('[role="log"]');
  }
  const frames: number[] = [];
  let before = await frame();
  for (let step = 1; step <= steps; step++) {
    log.scrollTop = (height * step) / steps;
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  const sorted = frames.toSorted((a, b) => a - b);
  return { longest: sorted.at(-1) ?? Number.NaN, usual: sorted[Math.floor(steps / 2)] ?? Number.NaN };
}
