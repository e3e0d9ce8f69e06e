import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { Platform } from '../support/platform.ts';
import { expectAccessible, expectToFit } from './support/accessibility.ts';
import { visit } from './support/browser.ts';
import { openPlatform } from './support/open-platform.ts';

// Long ways through many pages, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const phone = { width: 375, height: 812 };
const desk = { width: 1280, height: 900 };
const wall = { width: 2560, height: 1440 };

const opened = openPlatform({ folder: new URL('../../../', import.meta.url), demo: true });

test('every page is accessible in light and dark, fits a phone and a wall, and breaks no rule of its policy', async () => {
  const report = await opened.platform.run('local/device_connections/DeviceConnectionsReport');
  const branch = await planBranch();
  const [device] = await opened.platform.list<{ readonly id: string }>('/api/dcim/devices/?limit=1');
  await using session = await visit(opened.browser, opened.platform);
  const { page } = session;
  for (const [address, landmark] of [
    ['/jobs', 'Every variable'],
    ['/jobs?q=nothing-is-called-so', 'No job is like that'],
    ['/jobs/local/new_branch/NewBranch', 'Site name'],
    ['/jobs/local/every_variable/EveryVariable', 'Site code'],
    ['/jobs/local/no_such/Job', 'This job cannot be shown'],
    ['/results', 'Device connections'],
    [`/results/${report.id}`, 'testConsoleConnection'],
    [`/results/${branch}?tab=changes`, 'This run would create 2 objects.'],
    [`/results/${branch}?tab=output`, 'Output'],
    [`/results/${branch}?tab=input`, 'siteName'],
    ['/models', 'Sites'],
    ['/models/dcim/devices', 'Device type'],
    ['/models/dcim/devices/new', 'Save'],
    [`/models/dcim/devices/${device?.id}`, 'Related'],
    [`/models/dcim/devices/${device?.id}/edit`, 'Save'],
    ['/schedules', 'No schedules yet'],
    ['/changes', 'Changes'],
    ['/profile', 'API tokens'],
    ['/repositories', 'Add a repository'],
    ['/admin', 'Last sign-in'],
    ['/admin?tab=groups', 'Add a group'],
    ['/admin?tab=permissions', 'Add a permission'],
    ['/admin?tab=tokens', 'Valid until'],
    ['/admin?tab=secrets', 'Add a secret'],
    ['/admin?tab=workers', 'Median wait'],
    ['/admin?tab=audit', 'run.requested'],
    ['/no/such/page', 'There is no such page'],
  ] as const) {
    await page.goto(address);
    await page.getByText(landmark).locator('visible=true').first().waitFor();
    await checkLooks(page).catch((error: unknown) => {
      throw new Error(`${address}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    });
  }
  expect(session.complaints).toEqual([]);
});

test('the policy of the page allows nothing inline and nothing from elsewhere', async () => {
  await using session = await visit(opened.browser, opened.platform, { token: null });
  const answer = await session.page.goto('/');
  const policy = (await answer?.headerValue('content-security-policy')) ?? '';

  const scripts = policy.split(';').find((part) => part.trim().startsWith('script-src'));
  expect(scripts?.trim()).toBe("script-src 'self'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe-inline');
  expect(policy).not.toContain('unsafe-eval');
  await session.page.getByRole('heading', { name: 'Sign in to Jobwright' }).waitFor();
  await checkLooks(session.page);
  // A script that finds its way into the page all the same does not run, and is noticed.
  await session.page.evaluate(`{
    const script = document.createElement('script');
    script.textContent = 'window.hasRun = true';
    document.body.append(script);
  }`);
  expect(await session.page.evaluate('window.hasRun')).toBeUndefined();
  await expect.poll(() => session.complaints.join('\n')).toMatch(/refused by the policy: script-src/);
});

test('a platform without jobs shows the way to the first one', async () => {
  await using empty = await Platform.start({ folder: new URL('./empty/', import.meta.url), isEmpty: true });
  await using session = await visit(opened.browser, empty);
  const { page } = session;
  await page.goto('/');

  await page.getByRole('heading', { name: 'Write the first job' }).waitFor();
  expect(await page.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringContaining('Make a file in the jobs folder'),
    expect.stringContaining('export class Hello extends Job'),
    expect.stringContaining('It appears here by itself'),
  ]);
  await checkLooks(page);
  await page.getByRole('link', { name: 'Results' }).click();
  await page.getByRole('heading', { name: 'Nothing has run yet' }).waitFor();
  expect(session.complaints).toEqual([]);
});

/** Looks at the page on a desk by day, on a phone by night, and on a wall; then sets it back. */
async function checkLooks(page: Page): Promise<void> {
  await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'hidden' });
  await expectAccessible(page);
  await page.setViewportSize(phone);
  await setScheme(page, 'dark');
  await expectAccessible(page);
  await expectToFit(page);
  await page.setViewportSize(wall);
  await expectToFit(page);
  await page.setViewportSize(desk);
  await setScheme(page, 'light');
}

/** By the wish of the system, which the page follows at once. */
async function setScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  // Colours pass into each other, if only for a frame.
  await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
}

/** A dry run of a new branch. @returns the id of its result */
async function planBranch(): Promise<string> {
  const [model] = await opened.platform.list<{ readonly id: string }>('/api/dcim/device-types/?limit=1');
  const data = { siteName: 'Paged Town', switchCount: 1, switchModel: model?.id };
  return (await opened.platform.run('local/new_branch/NewBranch', { data, commit: false })).id;
}
