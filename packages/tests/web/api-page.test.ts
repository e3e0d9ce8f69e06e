import { expect, test } from 'vitest';
import { visit } from './support/browser.ts';
import { openPlatform } from './support/open-platform.ts';

const opened = openPlatform();

test('the page of the API shows its routes within its content security policy', async () => {
  await using session = await visit(opened.browser, opened.platform);
  const { page } = session;

  await page.goto('/api/docs/');
  await page.locator('#operations-api-api_root').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();

  // The answer, which the browser's own session gives.
  await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  expect(session.complaints).toEqual([]);
}, 180_000);
