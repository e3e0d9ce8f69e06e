import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { OtherSystem } from '../support/other-system.ts';
import { Platform } from '../support/platform.ts';
import { startWorker } from '../support/processes.ts';
import { expectAccessible, expectToFit } from './support/accessibility.ts';
import { openBrowser, visit } from './support/browser.ts';
import { choose } from './support/choose.ts';

const folder = new URL('./', import.meta.url);

let database: TestDatabase;
let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  database = await createTestDatabase({ plugins: [inventory] });
  [platform, browser] = await Promise.all([Platform.start({ folder, database }), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

describe('a run', () => {
  test('shows its log and progress while it goes on, and ends when it is canceled', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/runs/Progress');
    await page.getByRole('button', { name: 'Run', exact: true }).click();

    await page.getByRole('progressbar', { name: 'Counting' }).waitFor();
    await page.getByText('step 3', { exact: true }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Cancel' }).click();

    await page.getByText('Canceled', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Run again' }).waitFor();
    expect(session.complaints).toEqual([]);
  });

  test('that fails shows where, in the code of its author', async () => {
    const { id } = await platform.run('local/runs/Failing');
    await using session = await visit(browser, platform);
    const { page } = session;

    await page.goto(`/results/${id}`);

    const alert = page.getByRole('alert');
    await expect.poll(() => alert.innerText()).toMatch(/TypeError[\s\S]*runs\.ts:\d+/);
    await page
      .getByRole('region', { name: /around line/ })
      .getByText('nothing.name')
      .waitFor();
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });

  test('of a job that asks another system shows what was sent, and what was not', async () => {
    await using other = await OtherSystem.start();
    const { id } = await platform.run('local/runs/Asking', { data: { address: other.address }, commit: false });
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto(`/results/${id}`);

    await page.getByRole('tab', { name: 'Effects 3' }).click();

    await page.getByText('The run sent 1 request to other systems.', { exact: false }).waitFor();
    const rows = page.getByRole('table', { name: 'Requests to other systems' }).getByRole('row');
    expect(
      (await rows.allInnerTexts()).slice(1).map((text) => text.split(/\s+/).slice(0, 4).join(' ').toLowerCase()),
    ).toEqual([
      'refused get https://elsewhere.example/ jobwright_egress_denied',
      `not sent post ${other.address}devices`,
      `200 get ${other.address}devices?api_key=[redacted] 5`,
    ]);
    expect(other.asked).toEqual(['GET /devices?api_key=0123456789']);
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });

  test('of twenty thousand entries is scrolled and searched, and only what is looked at is loaded', async () => {
    const { id } = await platform.run('local/runs/Talkative');
    await using session = await visit(browser, platform);
    const { page } = session;
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.includes('/logs/')) asked.push(`${pathname.split('/logs/')[1]}${searchParams.get('offset') ?? ''}`);
    });
    await page.goto(`/results/${id}`);

    await page.getByRole('tab', { name: 'Log 20,000' }).waitFor();
    const log = page.getByRole('log');
    await log.getByText('line 1', { exact: true }).waitFor();
    expect(asked.toSorted()).toEqual(['', 'groups/']);
    // Only what is in sight exists.
    expect(await log.locator('time').count()).toBeLessThan(200);
    await log.press('End');
    await log.getByText('line 20000', { exact: true }).waitFor();
    expect(asked.at(-1)).toBe('19800');
    expect(asked.length).toBeLessThan(12); // of the 100 pages, the last and some that the list went by
    await expectAccessible(page);

    // What is not loaded is found all the same.
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('line 1234');
    await log.getByText('line 12345', { exact: true }).waitFor();
    expect(await log.locator('time').count()).toBe(11);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('line of no log');
    await page.getByText('No entry is like that.').waitFor();
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('');
    await log.getByText('line 1', { exact: true }).waitFor();
    // The file has all of it.
    const text = await downloadOf(page, () => page.getByRole('button', { name: 'Download the log' }).click());
    expect(text.match(/ line \d+$/gm)).toHaveLength(20_000);
    expect(session.complaints).toEqual([]);
  });

  test('is followed over a restart of the server, and nothing is missed', async () => {
    const port = Number(new URL(platform.url).port);
    await using worker = startWorker({ config: new URL('jobwright.config.ts', folder), databaseUrl: database.url });
    await platform[Symbol.asyncDispose]();
    platform = await Platform.start({ folder, database, port, environment: { WORKER_SLOTS: '0' } });
    expect(worker.process.exitCode).toBeNull();
    const { id } = await platform.submit('local/runs/Steady');
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto(`/results/${id}`);
    await page.getByText('step 3.', { exact: true }).waitFor();

    await platform.kill();
    await page.getByText('The connection to the server is lost.').waitFor();
    platform = await Platform.start({ folder, database, port });
    await addRegion({ name: 'Enough' });

    await page.getByText('Completed', { exact: true }).waitFor();
    const entries = await platform.logs(id);
    await page.getByRole('tab', { name: `Log ${entries.length}`, exact: true }).waitFor();
    const text = await downloadOf(page, () => page.getByRole('button', { name: 'Download the log' }).click());
    const steps = [...text.matchAll(/ step (\d+)\.$/gm)].map(([, step]) => Number(step));
    expect(steps).toEqual(entries.map((_, index) => index + 1));
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByText('counted to the end').waitFor();
  });
});

describe('a result', () => {
  test('shows its log by method with counts, and what would change by model, field by field', async () => {
    await addRegion({ name: 'Changed', description: 'before' });
    await addRegion({ name: 'Gone' });
    const { id } = await platform.run('local/runs/Reshape');
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto(`/results/${id}`);

    // The changes come first: that is what one runs a dry run for.
    await page
      .getByText('This run would create 1 object, update 1 object, and delete 1 object. It was a dry run')
      .waitFor();
    const regions = page.getByRole('region', { name: 'dcim.region' });
    await regions.getByRole('row', { name: 'description before after' }).waitFor();
    await expectAccessible(page);
    await page.getByText('Deleted 1', { exact: true }).click();
    await expect.poll(() => regions.innerText()).toMatch(/Gone/);
    await expect.poll(() => regions.innerText()).not.toMatch(/Made/);
    await page.getByText('All', { exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search changes' }).fill('Made');
    await expect.poll(() => regions.innerText()).not.toMatch(/Gone/);

    await page.getByRole('tab', { name: /^Log/ }).click();
    const log = page.getByRole('log');
    await log.getByRole('button', { name: 'run 2 warning 1 info' }).waitFor();
    await log.getByRole('button', { name: 'testShape 1 success' }).waitFor();
    expect(await log.getByRole('link', { name: 'Changed' }).getAttribute('href')).toMatch(/^\/models\/dcim\/regions\//);
    await expect.poll(() => log.locator('strong').allInnerTexts()).toEqual(['another']);
    await page.getByText('warning 2', { exact: true }).first().click();
    await expect.poll(() => log.locator('time').count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('another');
    await expect.poll(() => log.locator('time').count()).toBe(1);
    await log.getByRole('button', { name: /^run/ }).click();
    await expect.poll(() => log.locator('time').count()).toBe(0);
    await expectAccessible(page);

    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByText('Markdown', { exact: true }).click();
    await page.getByRole('heading', { name: 'Reshaped' }).waitFor();
    const facts = page.getByRole('complementary', { name: 'About this run' });
    expect(await facts.innerText()).toMatch(/local\/runs\/Reshape[\s\S]*admin[\s\S]*Dry run[\s\S]*Version/);
    expect(session.complaints).toEqual([]);
  });

  test('acceptance 39: with rows is a table that sorts and downloads; and nothing that a job says runs as a script', async () => {
    const { id } = await platform.run('local/runs/Hostile');
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs');
    await page.getByRole('link', { name: 'Hostile <script>alert(1)</script>' }).waitFor();
    await page
      .getByText(/This module does not load/)
      .first()
      .waitFor();
    await page.goto('/jobs/local/runs/Hostile');
    await page.getByText('Bold').waitFor();
    await page.goto(`/results/${id}`);
    await page.getByText('<script>alert(4)</script>').waitFor();
    await page.getByRole('link', { name: 'link', exact: true }).first().waitFor();
    const targets = await page.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(targets.filter((target) => target?.startsWith('javascript:'))).toEqual([]);
    expect(await page.locator('main img').count()).toBe(0);

    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByRole('cell', { name: '<b onmouseover=alert(8)>x</b>' }).hover();
    const firstName = () => page.getByRole('row').nth(1).getByRole('cell').first().innerText();
    expect(await firstName()).toContain('onmouseover');
    await page.getByRole('button', { name: 'size' }).click();
    await expect.poll(firstName).toBe('plain'); // 9 before 10: numbers by size
    await page.getByRole('button', { name: 'size' }).click();
    await expect.poll(firstName).toContain('onmouseover');
    // What a spreadsheet would take for a formula is kept from being one.
    expect(await downloadOf(page, () => page.getByRole('button', { name: 'CSV' }).click())).toBe(
      "name,formula,size\r\n<b onmouseover=alert(8)>x</b>,'=1+1,10\r\nplain,2,9\r\n",
    );
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });
});

test('an output of thousands of rows is sorted and scrolled whole, and its file has every row', async () => {
  const { id } = await platform.run('local/runs/Rows');
  await using session = await visit(browser, platform);
  const { page } = session;
  await page.goto(`/results/${id}?tab=output`);
  const table = page.getByRole('region', { name: 'Output as a table' });
  const cell = (text: string) => table.getByRole('cell', { name: text, exact: true });
  await page.getByText('5,000 rows', { exact: true }).waitFor();
  await cell('row 1').waitFor();
  // Only what is in sight exists; who cannot see it is told how much there is.
  expect(await table.getByRole('row').count()).toBeLessThan(100);
  expect(await table.getByRole('table').getAttribute('aria-rowcount')).toBe('5001');

  await table.press('End');
  await cell('row 5000').waitFor();
  const heading = table.getByRole('columnheader', { name: 'name' });
  await heading.getByRole('button').click();
  await heading.getByRole('button').click();

  // From the first row on, in the order of all of them.
  expect(await heading.getAttribute('aria-sort')).toBe('descending');
  await cell('row 5000').waitFor();
  await cell('row 4999').waitFor();
  expect(await cell('row 1').count()).toBe(0);
  const csv = await downloadOf(page, () => page.getByRole('button', { name: 'CSV' }).click());
  expect(csv.trimEnd().split('\r\n')).toHaveLength(5001);
  await expectAccessible(page);
  await page.setViewportSize({ width: 375, height: 812 });
  await page.reload();
  await cell('row 1').waitFor();
  await expectToFit(page);
  expect(session.complaints).toEqual([]);
});

test('the list of results is live, says what the last day came to, and is narrowed by job, status, user and time', async () => {
  await using session = await visit(browser, platform);
  const { page } = session;
  await page.goto('/results');
  const rows = page.getByRole('row').filter({ hasText: 'local/runs/Brief' });
  await page.getByRole('img', { name: /runs in the last day, \d+ not completed, longest/ }).waitFor();
  expect(await rows.count()).toBe(0);

  await platform.run('local/runs/Brief');
  await rows.getByText('Completed').waitFor(); // without a reload
  await page.getByRole('searchbox', { name: 'Search results' }).fill('Failing');
  await page.waitForURL(/q=Failing/);
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  await page.getByRole('row').getByText('Errored').waitFor();
  await choose(page, { label: 'Status', option: 'Completed' });
  await page.getByRole('heading', { name: 'No result is like that' }).waitFor();
  await page.getByRole('link', { name: 'Show all results' }).click();
  await page.getByRole('searchbox', { name: 'User' }).fill('nobody');
  await page.getByRole('heading', { name: 'No result is like that' }).waitFor();
  await page.goto('/results?job=local/runs/Brief&since=1');
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  await expectAccessible(page);
  expect(session.complaints).toEqual([]);
});

async function addRegion(region: { readonly name: string; readonly description?: string }): Promise<void> {
  const slug = region.name.toLowerCase();
  expect(await platform.request('POST', '/api/dcim/regions/', { slug, ...region })).toMatchObject({ status: 201 });
}

/** Text of the file that an action has the browser save. */
async function downloadOf(page: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return await readFile(await download.path(), 'utf8');
}
