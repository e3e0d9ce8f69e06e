import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Platform } from '../support/platform.ts';
import { expectAccessible, expectToFit } from './support/accessibility.ts';
import { addSites } from './support/add-sites.ts';
import { openBrowser, visit } from './support/browser.ts';
import { choose } from './support/choose.ts';
import { dropFile } from './support/drop-file.ts';
import { tabTo } from './support/keyboard.ts';

// Long ways through many pages, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  const folder = new URL('./', import.meta.url);
  [platform, browser] = await Promise.all([Platform.start({ folder }), openBrowser()]);
  await addSites(platform);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
});

describe('the list of jobs', () => {
  test('groups them by source and module, finds them as one types, and says how each went last', async () => {
    await platform.run('local/runs/Brief');
    await platform.run('local/runs/Failing');
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs');

    await page.getByRole('heading', { name: 'Forms', exact: true }).waitFor();
    await page.getByRole('heading', { name: 'runs', exact: true }).waitFor();
    const brief = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Brief' }) });
    await expect.poll(() => brief.innerText()).toMatch(/Says one thing[\s\S]*by admin[\s\S]*Completed/);
    await expect.poll(() => brief.innerText()).toMatch(/^[\da-f]{7}$/m);
    await page.setViewportSize({ width: 375, height: 812 });
    await expect.poll(() => brief.innerText()).toMatch(/Says one thing[\s\S]*Completed[\s\S]*by admin/);
    await expectToFit(page);
    await page.setViewportSize({ width: 1280, height: 900 });

    await page.getByRole('searchbox', { name: 'Search jobs' }).fill('widget');
    await page.getByText(/^1 of \d+ jobs$/).waitFor();
    expect(await names(page)).toEqual(['Widgets']);
    await page.reload(); // what is sought stands in the address
    await page.getByText(/^1 of \d+ jobs$/).waitFor();
    await page.getByRole('searchbox', { name: 'Search jobs' }).fill('no such job at all');
    await page.getByRole('button', { name: 'Show all jobs' }).click();

    await choose(page, { label: 'Latest result', option: 'Errored' });
    await page.getByText(/^1 of \d+ jobs$/).waitFor();
    expect(await names(page)).toEqual(['Failing']);
    await choose(page, { label: 'Latest result', option: 'Never run' });
    await expect.poll(() => names(page)).not.toContain('Failing');
    expect(await names(page)).toContain('Widgets');
    await choose(page, { label: 'Source', option: 'local' });
    expect(new URL(page.url()).search).toBe('?status=never&source=local');
    expect(session.complaints).toEqual([]);
  });

  test('keeps favourites at its top', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs');
    expect(await page.getByRole('heading', { name: 'Favourites' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Favourite: Widgets' }).click();
    await page.reload();

    await page.getByRole('heading', { name: 'Favourites' }).waitFor();
    expect((await names(page))[0]).toBe('Widgets');
    await page.getByRole('button', { name: 'Favourite: Widgets', pressed: true }).first().click();
    await page.getByRole('heading', { name: 'Favourites' }).waitFor({ state: 'hidden' });
  });

  test('shows a broken module with file, line and the code around it', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs');

    const notice = page.getByRole('alert').filter({ hasText: 'The module local/broken cannot be loaded' });
    await expect.poll(() => notice.innerText()).toMatch(/This module does not load[\s\S]*broken\.ts:7:\d+/);
    await expect.poll(() => notice.innerText()).toContain('> 7 | throw new Error(');
    await expectAccessible(page);
  });
});

describe('the page of a job', () => {
  test('has its code, coloured, and its previous results', async () => {
    const { id } = await platform.run('local/runs/Failing');
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/runs/Failing');

    const previous = page.getByRole('complementary', { name: 'Previous results' });
    await previous.getByText('Errored').first().waitFor();
    expect(await previous.getByRole('link').first().getAttribute('href')).toBe(`/results/${id}`);
    await page.getByRole('tab', { name: 'Source code' }).click();
    const code = page.getByRole('region', { name: 'runs.ts' });
    await code.getByText('export class Failing extends Job').waitFor();
    // The colours come after the text; their styles are set by script, which the policy allows.
    await code.locator('span[style*="color"]').first().waitFor();
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });

  test('takes what its widgets are given, and keeps it over a reload', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/forms/Widgets');
    const form = page.getByRole('form', { name: 'Run Widgets' });

    expect(await tagOf(form.getByLabel('Story'))).toBe('TEXTAREA');
    expect(await form.getByLabel('Story').inputValue()).toBe('once');
    expect(await tagOf(form.getByRole('textbox', { name: 'Word' }))).toBe('INPUT');
    expect(await form.getByLabel('Day').getAttribute('type')).toBe('date');
    for (const name of ['Passphrase', 'Hidden']) {
      const input = form.getByRole('textbox', { name });
      expect(await input.getAttribute('type')).toBe('password');
      await input.fill('hush');
    }
    await form.getByLabel('Story').fill('twice\ntold');
    await form.getByRole('textbox', { name: 'Word' }).fill("it's");
    await form.getByLabel('Day').fill('2026-02-28');
    await form.getByLabel('Settings').fill('{"a":1}');
    await form.getByRole('radio', { name: 'Right' }).check();
    await form.getByRole('checkbox', { name: 'Part A' }).check();
    await form.getByRole('checkbox', { name: 'Part C' }).check();
    await form.getByRole('slider', { name: 'Level' }).press('ArrowRight');
    await form.getByRole('switch', { name: 'Loud' }).check();
    await choose(page, { label: 'Sites', option: 'North' });
    await page.keyboard.press('Escape');
    await choose(page, { label: 'Site', option: 'No site at all' });
    await expectAccessible(page);

    await page.reload();

    await expect.poll(() => form.getByLabel('Story').inputValue()).toBe('twice\ntold');
    await expect.poll(() => page.getByRole('combobox', { name: 'Site', exact: true }).inputValue()).toMatch('No site');
    // Secrets are not kept.
    expect(await form.getByRole('textbox', { name: 'Passphrase' }).inputValue()).toBe('');
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage) + JSON.stringify(localStorage)')).not.toContain(
      'hush',
    );
    await form.getByRole('textbox', { name: 'Passphrase' }).fill('hush');
    await form.getByRole('button', { name: 'Run', exact: true }).click();
    const result = await platform.waitFor(await resultOf(page));
    expect(result.output).toEqual({
      story: 'twice\ntold',
      word: "it's",
      passphrase: 4,
      hidden: 0,
      day: '2026-02-28',
      settings: '{\n  "a": 1\n}',
      side: 'r',
      parts: ['a', 'c'],
      level: 5,
      loud: true,
      region: null,
      site: 'none',
      sites: ['Oslo'],
    });
    expect(session.complaints).toEqual([]);
  });

  test('keeps what was typed over a reload also when an address proposed something else', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    const data = encodeURIComponent(JSON.stringify({ story: 'proposed', word: 'proposed' }));
    await page.goto(`/jobs/local/forms/Widgets?data=${data}`);
    await expect.poll(() => page.getByLabel('Story').inputValue()).toBe('proposed');
    await page.getByRole('textbox', { name: 'Word' }).fill('typed');

    await page.reload();

    await expect.poll(() => page.getByRole('textbox', { name: 'Word' }).inputValue()).toBe('typed');
    expect(await page.getByLabel('Story').inputValue()).toBe('proposed');
    // The same link, opened anew, proposes anew.
    await page.goto('/jobs');
    await page.goto(`/jobs/local/forms/Widgets?data=${encodeURIComponent(JSON.stringify({ word: 'other' }))}`);
    await expect.poll(() => page.getByRole('textbox', { name: 'Word' }).inputValue()).toBe('other');
  });

  test('offers objects by their display field, only those that fit, and forgets what no longer does', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/forms/Widgets');
    const site = page.getByRole('combobox', { name: 'Site', exact: true });

    await choose(page, { label: 'Region', option: 'South' });
    await site.click();
    await expect.poll(() => options(page)).toEqual(['No site at all', 'rome', 'turin']);
    await page.getByRole('option', { name: 'turin' }).click();
    await expect.poll(() => site.inputValue()).toBe('turin');
    await page.getByRole('combobox', { name: 'Region' }).fill('');
    await choose(page, { label: 'Region', option: 'North' });
    await expect.poll(() => site.inputValue()).toBe('');
    await site.click();
    await expect.poll(() => options(page)).toEqual(['No site at all', 'oslo']);
    expect(session.complaints).toEqual([]);
  });

  test('says at each field what is missing, leads there, and says there what the server refuses', async () => {
    const [region] = await platform.list<{ readonly id: string }>('/api/dcim/regions/?name=South');
    const [status] = await platform.list<{ readonly id: string }>('/api/extras/statuses/?limit=1');
    const doomed = await platform.request<{ readonly id: string }>('POST', '/api/dcim/sites/', {
      name: 'Doomed',
      slug: 'doomed',
      region: region?.id,
      status: status?.id,
    });
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/jobs/local/forms/Demanding');
    const form = page.getByRole('form', { name: 'Run Demanding' });
    const run = form.getByRole('button', { name: 'Run', exact: true });

    await run.click();
    await expect.poll(() => form.getByText('This field is required.').count()).toBe(5);
    await expect.poll(() => isFocused(form.getByRole('combobox', { name: 'Kind' }))).toBe(true);
    await expectAccessible(page);
    await choose(page, { label: 'Kind', option: 'large' });
    await choose(page, { label: 'Where', option: 'Doomed' });
    await run.click();
    await expect.poll(() => isFocused(form.getByRole('button', { name: 'Upload' }))).toBe(true);
    await dropFile(form.getByRole('button', { name: 'Upload' }), {
      name: '<img src=x onerror=alert(9)>.txt',
      text: 'dropped',
    });
    await form.getByText('<img src=x onerror=alert(9)>.txt').waitFor();
    for (const [typed, problem] of [
      ['192.0.2.0/24', 'Enter the address without its mask: 192.0.2.0'],
      ['192.0.2.300', 'Enter an IPv4 or IPv6 address, such as 192.0.2.1 or 2001:db8::1.'],
    ] as const) {
      await form.getByLabel('Gateway').fill(typed);
      await form.getByLabel('Gateway').blur();
      await form.getByText(problem).waitFor();
    }
    await form.getByLabel('Gateway').fill('2001:db8::1');
    await form.getByLabel('Note').fill('longer than ten');
    await form.getByText('Enter at most 10 characters; it has 15.').waitFor();
    await form.getByLabel('Note').fill('fine');

    await platform.request('DELETE', `/api/dcim/sites/${doomed.body.id}/`);
    await run.click();
    const where = form.getByRole('combobox', { name: 'Where' });
    await expect.poll(() => where.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => isFocused(where)).toBe(true);
    await form.getByText(/^There is no site with the id/).waitFor();
    await where.fill('');
    await choose(page, { label: 'Where', option: 'Oslo' });
    await run.click();
    const result = await platform.waitFor(await resultOf(page));
    expect(result.output).toBe('<img src=x onerror=alert(9)>.txt: dropped at 2001:db8::1 (fine)');
    expect(session.complaints).toEqual([]);
  });
});

test('the whole way from signing in to a committed change needs no mouse', async () => {
  const user = { username: 'keyboard', password: 'correct horse battery' };
  await platform.request('POST', '/api/users/users/', { ...user, is_superuser: true });
  await using session = await visit(browser, platform, { token: null });
  const { page } = session;
  await page.goto('/jobs');
  await expect.poll(() => isFocused(page.getByLabel('User name'))).toBe(true);
  await page.keyboard.type(user.username);
  await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'Jobs' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await isFocused(page.getByRole('link', { name: 'Skip to the content' }))).toBe(true);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('searchbox', { name: 'Search jobs' }));
  await page.keyboard.type('region');
  await page.getByText(/^1 of \d+ jobs$/).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Make a region' }));
  await page.keyboard.press('Enter');
  await page.getByRole('form', { name: 'Run Make a region' }).waitFor();
  await tabTo(page, page.getByLabel('Name of the region'));
  await page.keyboard.type('Keyboard Land');
  await tabTo(page, page.getByRole('button', { name: 'Dry run' }));
  await page.keyboard.press('Enter');

  await page.getByText('This run would create 1 object.').waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Commit this' }));
  await page.keyboard.press('Enter');
  await page.getByText('Commits its changes').waitFor();
  await page.getByText('Completed', { exact: true }).waitFor();
  expect(await platform.list('/api/dcim/regions/?name=Keyboard%20Land')).toHaveLength(1);
  expect(session.complaints).toEqual([]);
});

/** Names of the jobs in the list, from the top. */
function names(page: Page): Promise<readonly string[]> {
  return page.getByRole('list', { name: 'Jobs' }).getByRole('link').allInnerTexts();
}

function options(page: Page): Promise<readonly string[]> {
  return page.getByRole('option').allInnerTexts();
}

function tagOf(locator: Locator): Promise<string> {
  return locator.evaluate(({ tagName }) => tagName);
}

function isFocused(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => element === element.ownerDocument.activeElement);
}

/** Id of the result whose page is shown next. */
async function resultOf(page: Page): Promise<string> {
  await page.waitForURL(/\/results\//);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}
