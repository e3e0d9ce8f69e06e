import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';
import { expectAccessible } from './support/accessibility.ts';
import { openBrowser, visit } from './support/browser.ts';

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  const root = new URL('../../../', import.meta.url);
  [platform, browser] = await Promise.all([Platform.start({ folder: root, demo: true }), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
});

describe('the form of a job', () => {
  test('has an input for each kind of variable, checks them, and gives exactly what was typed', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs');
    await page.getByRole('link', { name: 'Every variable' }).click();
    const form = page.getByRole('form', { name: 'Run Every variable' });

    // Problems stand at their fields, in words.
    await form.getByLabel('Site code').fill('ABCD');
    await form.getByLabel('Gateway').fill('10.0.0.300');
    await form.getByRole('button', { name: 'Run', exact: true }).click();
    await form.getByText('Enter exactly 3 characters; it has 4.').waitFor();
    await expectAccessible(page);

    await form.getByLabel('Site code').fill('ams');
    await form.getByLabel('Notes').fill('first\nsecond');
    await form.getByLabel('Count').fill('12');
    await form.getByLabel('Enabled').check();
    await choose(page, { label: 'Direction', option: 'West' });
    await choose(page, { label: 'Colours', option: 'Green' });
    await page.keyboard.press('Escape');
    await choose(page, { label: 'Device types', option: 'C9300-48P', words: 'C9300-48' });
    await page.keyboard.press('Escape');
    await form.locator('input[type=file]').setInputFiles({
      name: '<b>list.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('a,b\n1,2\n'),
    });
    await form.getByLabel('Gateway').fill('10.0.0.1');
    await form.getByLabel('Management').fill('10.0.0.5/24');
    await form.getByLabel('Block').fill('10.0.0.0/24');
    await form.getByRole('button', { name: 'Run', exact: true }).click();

    await page.waitForURL(/\/results\//);
    await page.getByText('Completed', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Output' }).click();
    const output = page.getByRole('region', { name: 'Output as JSON' });
    await expect.poll(() => output.innerText()).toContain('"gateway": "IPv4 10.0.0.1"');
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect((await platform.result(id)).output).toMatchObject({
      code: 'ams',
      notes: 'first\nsecond',
      count: 12,
      enabled: true,
      direction: 'w',
      colours: ['00ff00'],
      device_types: ['C9300-48P'],
      management: '10.0.0.5 in 10.0.0.0/24',
      upload: '<b>list.csv, 8 bytes',
    });
    expect(session.complaints).toEqual([]);
  });

  test('offers what fits the choice in another field, and forgets what no longer does', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/new_branch/NewBranch');

    await choose(page, { label: 'Manufacturer', option: 'Juniper' });
    await choose(page, { label: 'Switch model', option: 'Juniper EX2300-24T', words: 'EX2300' });
    await expect.poll(() => page.getByRole('combobox', { name: 'Switch model' }).inputValue()).toContain('EX2300-24T');
    await page.getByRole('combobox', { name: 'Manufacturer' }).fill('');
    await choose(page, { label: 'Manufacturer', option: 'Cisco' });

    await expect.poll(() => page.getByRole('combobox', { name: 'Switch model' }).inputValue()).toBe('');
    expect(session.complaints).toEqual([]);
  });

  test('keeps what was typed over a reload', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/new_branch/NewBranch');
    await page.getByLabel('Site name').fill('Reload Town');

    await page.reload();

    await expect.poll(() => page.getByLabel('Site name').inputValue()).toBe('Reload Town');
  });
});

describe('a dry run', () => {
  test('shows field by field what it would change, and commits it with one button', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/new_branch/NewBranch');
    await page.getByLabel('Site name').fill('Browser Town');
    await page.getByLabel('Switch count').fill('2');
    await choose(page, { label: 'Switch model', option: 'Cisco C9300-48P', words: 'C9300-48P' });
    await page.getByLabel('Commit changes').uncheck();
    await page.getByRole('button', { name: 'Dry run' }).click();

    await page.getByText('This run would create 3 objects. It was a dry run: nothing has changed.').waitFor();
    const device = page.getByRole('region', { name: 'dcim.device' });
    await expect.poll(() => device.innerText()).toContain('browser-town-switch2');
    // A site that the run has not made is called by its name all the same.
    expect(await device.getByRole('row', { name: 'site_id Browser Town' }).count()).toBe(2);
    expect(await platform.list('/api/dcim/sites/?name=Browser%20Town')).toEqual([]);
    await expectAccessible(page);

    await page.getByRole('button', { name: 'Commit this' }).click();
    await page.getByText('Commits its changes').waitFor();
    await page.getByText('Completed', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Changes 3' }).click();
    await page.getByText('This run created 3 objects. The changes are in the database.').waitFor();
    expect(await platform.list('/api/dcim/sites/?name=Browser%20Town')).toHaveLength(1);
    expect(session.complaints).toEqual([]);
  });
});

describe('the data', () => {
  test('can be found, changed and traced back to the change', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/models');
    await page.getByRole('link', { name: 'Sites', exact: true }).click();
    await page.getByRole('searchbox').fill('austin');
    await page.getByRole('link', { name: 'Austin Office' }).first().click();
    await page.getByRole('link', { name: 'Edit' }).click();

    await page.getByLabel('Slug').fill('not a slug!');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByLabel('Slug').fill('austin-hq');
    await page.getByRole('button', { name: 'Save' }).click();

    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Fields of Austin Office' }).first().click();
    await page.getByRole('cell', { name: 'austin-hq' }).waitFor();
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('in the %s', (colorScheme) => {
  test('every page is accessible', async () => {
    await platform.run('local/device_connections/DeviceConnectionsReport');
    const [device] = await platform.list<{ readonly id: string }>('/api/dcim/devices/?limit=1');
    const [result] = await platform.list<{ readonly id: string }>(
      '/api/extras/job-results/?job=local/device_connections/DeviceConnectionsReport&limit=1',
    );
    await using session = await visit(browser, platform, { colorScheme, width: colorScheme === 'dark' ? 375 : 1280 });
    const { page } = session;
    for (const [address, landmark] of [
      ['/jobs', 'Every variable'],
      ['/jobs/local/new_branch/NewBranch', 'Site name'],
      ['/results', 'Device connections'],
      [`/results/${result?.id}`, 'testConsoleConnection'],
      ['/models', 'Sites'],
      ['/models/dcim/devices', 'Device type'],
      [`/models/dcim/devices/${device?.id}`, 'Related'],
      [`/models/dcim/devices/${device?.id}/edit`, 'Save'],
      ['/changes', 'Changes'],
      ['/profile', 'API tokens'],
      ['/repositories', 'Add a repository'],
      ['/admin', 'Last sign-in'],
      ['/admin?tab=permissions', 'Add a permission'],
      ['/admin?tab=workers', 'Median wait'],
      ['/admin?tab=audit', 'run.requested'],
    ] as const) {
      await page.goto(address);
      await page.getByText(landmark).locator('visible=true').first().waitFor();
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'hidden' });
      await expectAccessible(page);
    }
    expect(session.complaints).toEqual([]);
  });
});

interface Choice {
  readonly label: string;
  readonly option: string;
  /** Typed to find the option. */
  readonly words?: string;
}

/** Chooses an option of a list that opens below its input. */
async function choose(page: Page, { label, option, words }: Choice): Promise<void> {
  const input = page.getByRole('combobox', { name: label });
  await input.click();
  if (words !== undefined) await input.fill(words);
  await page.getByRole('option', { name: option }).first().click();
}
