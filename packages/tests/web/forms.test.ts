import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { createTestFolder, type TestFolder } from '@jobwright/git-sync/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Platform, superuserToken } from '../support/platform.ts';
import { expectAccessible } from './support/accessibility.ts';
import { openBrowser, visit } from './support/browser.ts';
import { choose } from './support/choose.ts';
import { Shell } from './support/shell.ts';

// Long ways through many pages, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const root = new URL('../../../', import.meta.url);

let files: TestFolder;
let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  files = await createTestFolder();
  [platform, browser] = await Promise.all([Platform.start({ folder: root, demo: true }), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
  await files?.[Symbol.asyncDispose]();
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
    await choose(page, { label: 'Region', option: 'EMEA', words: 'EMEA' });
    await choose(page, { label: 'Site', option: 'No site' });
    await choose(page, { label: 'Device types', option: 'C9300-48P', words: 'C9300-48' });
    await page.keyboard.press('Escape');
    const upload = { name: '<b>list.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') };
    await form.locator('input[type=file]').setInputFiles(upload);
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
      region: 'EMEA',
      site: null,
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

  test('can be copied as curl, as a command and as a link: each gives exactly this run', async () => {
    const shell = await Shell.open({
      folder: join(files.path, 'shell'),
      config: new URL('jobwright.config.ts', root),
      environment: { TOKEN: superuserToken, JOBWRIGHT_URL: platform.url, JOBWRIGHT_TOKEN: superuserToken },
    });
    await writeFile(join(files.path, 'shell', 'a;b, c.csv'), 'x\n');
    await using session = await visit(browser, platform);
    const { page, context } = session;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (what: string): Promise<string> => {
      await page.getByRole('button', { name: 'Copy as' }).click();
      await page.getByRole('menuitem', { name: what }).click();
      return await page.evaluate<string>('navigator.clipboard.readText()');
    };
    await page.goto('/jobs/local/every_variable/EveryVariable');
    await page.getByLabel('Site code').fill('ams');
    await page.getByLabel('Notes').fill(`@it's $HOME\n"second" <b>`);
    await page.getByRole('textbox', { name: 'Count' }).fill('7');
    await choose(page, { label: 'Colours', option: 'Green' });
    await page.keyboard.press('Escape');
    await choose(page, { label: 'Site', option: 'No site' });
    const data = {
      code: 'ams',
      notes: `@it's $HOME\n"second" <b>`,
      count: 7,
      enabled: false,
      direction: 'n',
      colours: ['00ff00'],
      site: null,
    };

    await shell.run(await copied('curl'));
    await shell.run(await copied('Command line'));
    const link = await copied('Link to this form');
    await page.evaluate('sessionStorage.clear()');
    await page.goto(link);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForURL(/\/results\//);
    const runs = await platform.list<{ readonly id: string }>(
      '/api/extras/job-results/?job=local/every_variable/EveryVariable&limit=3',
    );
    for (const { id } of runs) expect(await platform.result(id)).toMatchObject({ data });

    // With a file, curl sends a form.
    await page.goto(link);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a;b, c.csv', mimeType: 'text/csv', buffer: Buffer.from('x\n') });
    const answer = JSON.parse(await shell.run(await copied('curl'))) as {
      readonly job_result: { readonly id: string };
    };
    const { output } = await platform.waitFor(answer.job_result.id);
    expect(output).toMatchObject({ notes: data.notes, count: 7, colours: ['00ff00'], upload: 'a;b, c.csv, 2 bytes' });
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

  test('is added, narrowed, put in order and deleted; what the server refuses stands at its field', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/models/dcim/regions');
    await page.getByRole('link', { name: 'Add' }).click();
    const form = page.getByRole('form', { name: 'region' });
    await form.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Name').fill('EMEA');
    await form.getByLabel('Slug').fill('emea');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.locator('[aria-invalid=true], [role=alert]').first().waitFor(); // there is one already
    await form.getByLabel('Name').fill('Atlantis');
    await form.getByLabel('Slug').fill('atlantis');
    await choose(page, { label: 'Parent', option: 'EMEA', words: 'EMEA' });
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Atlantis' }).waitFor();
    await page.getByRole('link', { name: 'EMEA' }).click();
    await page.getByRole('complementary', { name: 'Related objects' }).getByRole('link', { name: 'Regions' }).click();

    const table = page.getByRole('region', { name: 'Regions' });
    await table.getByRole('link', { name: 'Atlantis' }).waitFor();
    expect(await table.getByRole('row').count()).toBeLessThan(8); // those below EMEA alone
    await table.getByRole('link', { name: 'Atlantis' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/models\/dcim\/regions\/?$/);
    expect(await platform.list('/api/dcim/regions/?name=Atlantis')).toEqual([]);

    await page.goto('/models/dcim/devices');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('menuitem', { name: 'Status' }).click();
    await choose(page, { label: 'Status', option: 'Planned' });
    await page.waitForURL(/filter/);
    const devices = page.getByRole('region', { name: 'Devices' });
    await devices.getByRole('button', { name: 'Site' }).click();
    await page.waitForURL(/ordering=site/);
    await devices.getByRole('columnheader', { name: 'Site', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Drop the filter Status' }).click();

    await page.goto('/changes');
    await page.getByRole('searchbox', { name: 'Search changes' }).fill('Atlantis');
    await choose(page, { label: 'Action', option: 'Deleted' });
    await expect.poll(() => page.getByRole('button', { name: 'Fields of Atlantis' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Fields of Atlantis' }).click();
    await page.getByRole('row', { name: 'slug atlantis' }).waitFor();
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });
});
