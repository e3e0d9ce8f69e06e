import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser, visit } from './support/browser.ts';

/**
 * Pictures of every page of a running platform, light and dark, wide and narrow, in the folder `screenshots`.
 *
 * `npm start` in one terminal; in another `pnpm screenshots --token <the token that it printed>`.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    token: { type: 'string', default: process.env['JOBWRIGHT_TOKEN'] ?? '' },
    chromium: { type: 'string', default: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium' },
  },
});
const { url, token } = values;
process.env['CHROMIUM_PATH'] = values.chromium;
if (token === '') throw new Error('Give the token of an administrator: pnpm screenshots --token <token>');

const folder = fileURLToPath(new URL('../../../screenshots/', import.meta.url));
await mkdir(folder, { recursive: true });

async function firstOf(path: string): Promise<string> {
  const response = await fetch(new URL(path, url), { headers: { Authorization: `Token ${token}` } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
  const { results } = (await response.json()) as { readonly results: readonly { readonly id: string }[] };
  return results[0]?.id ?? '';
}

const result = await firstOf('/api/extras/job-results/?job=local/new_branch/NewBranch&limit=1');
const device = await firstOf('/api/dcim/devices/?limit=1');
const pages = {
  jobs: '/jobs',
  job: '/jobs/local/new_branch/NewBranch',
  variables: '/jobs/local/every_variable/EveryVariable',
  results: '/results',
  changes: `/results/${result}?tab=changes`,
  log: `/results/${result}?tab=log`,
  repositories: '/repositories',
  models: '/models',
  list: '/models/dcim/devices',
  object: `/models/dcim/devices/${device}`,
  edit: `/models/dcim/devices/${device}/edit`,
  history: '/changes',
  administration: '/admin',
  permissions: '/admin?tab=permissions',
  workers: '/admin?tab=workers',
  audit: '/admin?tab=audit',
  profile: '/profile',
} as const;

/** Until nothing is asked for any more, and what came is drawn. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'hidden' });
  await page.waitForTimeout(500);
}

const browser = await openBrowser();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 375]) {
      await using session = await visit(browser, { url }, { token, colorScheme, width });
      for (const [name, address] of Object.entries(pages)) {
        await session.page.goto(address);
        await settle(session.page);
        await session.page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
      }
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(`The pictures are in ${folder}\n`);
