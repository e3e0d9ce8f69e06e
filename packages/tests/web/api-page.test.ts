import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { Platform } from '../support/platform.ts';
import { openBrowser, visit } from './support/browser.ts';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  [platform, browser] = await Promise.all([Platform.start({ folder: new URL('./', import.meta.url) }), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
});

test('the page of the API shows its routes within its content security policy', async () => {
  await using session = await visit(browser, platform);
  const { page } = session;

  await page.goto('/api/docs/');
  await page.locator('#operations-api-api_root').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();

  // The answer, which the browser's own session gives.
  await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  expect(session.complaints).toEqual([]);
}, 180_000);
