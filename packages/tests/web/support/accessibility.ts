import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Fails with a line for each rule of accessibility that the page breaks. */
export async function expectAccessible(page: Page): Promise<void> {
  // Once per document; by the debugger's door, which the page's content security policy does not close.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source);
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(document, { resultTypes: ['violations'] }).then((results) => results.violations)`,
  );
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
  expect(found).toEqual([]);
}

/** Fails when the page is wider than the window, with what sticks out. */
export async function expectToFit(page: Page): Promise<void> {
  const tooWide = await page.evaluate<readonly string[]>(`{
    const { clientWidth, scrollWidth } = document.documentElement;
    scrollWidth <= clientWidth
      ? []
      : [...document.querySelectorAll('body *')]
          .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
          .map((element) => element.tagName + ' ' + element.className + ': ' + element.textContent.slice(0, 60));
  }`);
  expect(tooWide).toEqual([]);
}
