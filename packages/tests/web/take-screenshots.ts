import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser, visit } from './support/browser.ts';
import { shownPages, type ShownPage } from './support/shown-pages.ts';

/**
 * Pictures of every page of a running platform, light and dark, from a telephone to a wide screen, in the folder
 * `screenshots`. It changes nothing there.
 *
 * `npm start` in one terminal; in another `pnpm screenshots --token <the token that it printed>`. With `--only jobs` the
 * pages whose name begins so; with `--width 375` one width; with `--scheme dark` one colour scheme.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    token: { type: 'string', default: process.env['JOBWRIGHT_TOKEN'] ?? '' },
    chromium: { type: 'string', default: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium' },
    only: { type: 'string', multiple: true, default: [] },
    width: { type: 'string', multiple: true, default: ['1280', '375', '2560'] },
    scheme: { type: 'string', multiple: true, default: ['light', 'dark'] },
  },
});
const { url, token } = values;
process.env['CHROMIUM_PATH'] = values.chromium;
if (token === '') throw new Error('Give the token of an administrator: pnpm screenshots --token <token>');

/** What a page may go on asking for, e.g. a live log, is not waited for. */
const settleMs = 400;
const folder = fileURLToPath(new URL('../../../screenshots/', import.meta.url));
await mkdir(folder, { recursive: true });

const pages = (await shownPages(ask)).filter(
  ({ name }) => values.only.length === 0 || values.only.some((start) => name.startsWith(start)),
);
const browser = await openBrowser();
try {
  for (const colorScheme of values.scheme) {
    if (colorScheme !== 'light' && colorScheme !== 'dark') throw new Error('The schemes are light and dark.');
    for (const width of values.width.map(Number)) {
      await using session = await visit(browser, { url }, { token, colorScheme, width });
      await using stranger = await visit(browser, { url }, { token: null, colorScheme, width });
      for (const shown of pages) {
        const { context } = shown.isSignedOut === true ? stranger : session;
        await take(context, shown, `${shown.name}-${colorScheme}-${width}.png`);
      }
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(`The pictures are in ${folder}\n`);

async function take(context: BrowserContext, shown: ShownPage, file: string): Promise<void> {
  const page = await context.newPage();
  await shown.prepare?.(page);
  await page.goto(shown.path);
  if (shown.isLoading !== true) await settle(page);
  await shown.act?.(page);
  await page.waitForTimeout(settleMs);
  await page.screenshot({ path: join(folder, file) });
  await page.close();
}

/** Until what the page asked for is drawn. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading').first().waitFor();
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'hidden' });
  await page.waitForTimeout(settleMs);
}

async function ask<Body>(path: string): Promise<Body> {
  const response = await fetch(new URL(path, url), { headers: { Authorization: `Token ${token}` } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  return (await response.json()) as Body;
}
