import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createRepositoryFixture, createTestFolder, type TestFolder } from '@jobwright/git-sync/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Platform, superuserToken } from '../support/platform.ts';
import { expectAccessible } from './support/accessibility.ts';
import { addSites } from './support/add-sites.ts';
import { openBrowser, ownOrigin, visit } from './support/browser.ts';
import { choose } from './support/choose.ts';

// Long ways through many pages, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const password = 'correct horse battery';

let files: TestFolder;
let platform: Platform;
let browser: Browser;

beforeAll(async () => {
  files = await createTestFolder();
  const environment = {
    DATA_DIR: join(files.path, 'data'),
    JOBWRIGHT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  const folder = new URL('./', import.meta.url);
  [platform, browser] = await Promise.all([Platform.start({ folder, environment }), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
  await files?.[Symbol.asyncDispose]();
});

describe('signing in', () => {
  test('says what is wrong, and leads to where one wanted to go', async () => {
    await using session = await visit(browser, platform, { token: null });
    const { page } = session;
    await page.goto('/results');
    await page.getByRole('heading', { name: 'Sign in to Jobwright' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your user name.').waitFor();
    await page.getByLabel('User name').fill('nobody');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/name or password/i);

    await page.getByRole('tab', { name: 'API token' }).click();
    await page.getByRole('textbox', { name: 'Token' }).fill(superuserToken);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { name: 'Results' }).waitFor();
    await page.getByRole('button', { name: 'admin: account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Jobwright' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Jobwright' }).waitFor();
    expect(session.complaints).toEqual([]);
  });

  test('is refused in words after too many attempts', async () => {
    await using session = await visit(browser, platform, { token: null });
    const { page } = session;
    for (let attempt = 1; attempt <= 10; attempt++) {
      const data = { username: 'besieged', password: `guess ${attempt}` };
      const answer = await page.request.post('/api/auth/login/', { data, headers: ownOrigin });
      expect(answer.status()).toBe(401);
    }
    await page.goto('/');

    await page.getByLabel('User name').fill('besieged');
    await page.getByRole('textbox', { name: 'Password' }).fill('guess 11');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/too many/i);
  });

  test('that another site forges is refused', async () => {
    await using session = await visit(browser, platform);
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.invalid' };

    const answer = await session.page.request.post('/api/extras/jobs/local/runs/Brief/run/', { data: {}, headers });

    expect(answer.status()).toBe(403);
    expect(await platform.list('/api/extras/job-results/?job=local/runs/Brief')).toEqual([]);
  });
});

test('the profile shows the key of a new token once, revokes tokens, and changes the password', async () => {
  const user = { username: 'own', password };
  await addUser(user);
  await using session = await visit(browser, platform, { user });
  const { page } = session;
  await page.goto('/profile');
  const tokens = page.getByRole('region', { name: 'API tokens' });
  await tokens.getByLabel('What it is for').fill('Nightly <b>import</b>');
  await tokens.getByLabel('Only reads').check();
  await tokens.getByRole('button', { name: 'Make a token' }).click();

  const key = await tokens.getByRole('status').locator('code').innerText();
  const asToken = { Authorization: `Token ${key}` };
  const mine = () => fetch(new URL('/api/users/tokens/', platform.url), { headers: asToken });
  expect((await mine()).status).toBe(200);
  await expectAccessible(page);
  await page.reload();
  await tokens.getByText('Nightly <b>import</b>').waitFor();
  await tokens.getByText('Read only').waitFor();
  expect(await page.content()).not.toContain(key);
  await tokens.getByRole('button', { name: `Revoke ${key.slice(0, 8)}` }).click();
  await tokens.getByRole('button', { name: 'Revoke', exact: true }).click();
  await tokens.getByText('You have no token yet.').waitFor();
  expect((await mine()).status).toBe(401);

  const form = page.getByRole('form', { name: 'Change the password' });
  await form.getByLabel('Present password').fill('not this one');
  await form.getByLabel('New password').fill('another horse battery');
  await form.getByRole('button', { name: 'Change the password' }).click();
  await expect.poll(() => form.getByLabel('Present password').getAttribute('aria-invalid')).toBe('true');
  await form.getByLabel('Present password').fill(password);
  await form.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  const again = { username: 'own', password: 'another horse battery' };
  expect((await page.request.post('/api/auth/login/', { data: again, headers: ownOrigin })).ok()).toBe(true);
  expect(session.complaints).toEqual([]);
});

test('two users are offered what each may do; the rest is refused as well', async () => {
  const [reader, operator] = [
    { username: 'reader', password },
    { username: 'operator', password },
  ];
  const [readerId, operatorId] = [await addUser(reader), await addUser(operator)];
  await allow({ name: 'see jobs', object_types: ['extras.job'], users: [readerId, operatorId] });
  await allow({ name: 'see results', object_types: ['extras.jobresult'], users: [operatorId] });
  const constraints = { class_path: 'local/runs/Brief' };
  await allow({ name: 'run one', object_types: ['extras.job'], actions: ['run'], constraints, users: [operatorId] });
  const foreign = await platform.run('local/runs/Failing');
  const running = await platform.submit('local/runs/Progress');

  await using first = await visit(browser, platform, { user: reader });
  await first.page.goto('/jobs/local/runs/Brief');
  await first.page.getByText('You may not run this job.').waitFor();
  expect(await runButton(first.page).isDisabled()).toBe(true);
  expect(await runBy(first.page, 'local/runs/Brief')).toBe(403);
  expect(await navigation(first.page)).toEqual(['Jobs', 'Results', 'Schedules', 'Data']);
  await first.page.goto('/admin');
  await first.page.getByText('You may not see this').waitFor();
  await expectAccessible(first.page);
  await first.page.goto('/repositories');
  await first.page.getByRole('alert').waitFor();
  expect(await first.page.getByRole('button', { name: /repository/i }).count()).toBe(0);

  await using second = await visit(browser, platform, { user: operator });
  await second.page.goto('/jobs/local/runs/Progress');
  await second.page.getByText('You may not run this job.').waitFor();
  expect(await runBy(second.page, 'local/runs/Progress')).toBe(404); // the permission does not reach it
  await second.page.goto(`/results/${running.id}`);
  await second.page.getByRole('progressbar', { name: 'Counting' }).waitFor();
  expect(await second.page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
  const cancel = `/api/extras/job-results/${running.id}/cancel/`;
  expect((await second.page.request.post(cancel, { headers: ownOrigin })).status()).toBe(403);
  await platform.request('POST', cancel);
  await second.page.getByText('Canceled', { exact: true }).waitFor();
  await second.page.goto(`/results/${foreign.id}`);
  await second.page.getByRole('alert').waitFor();
  expect(await second.page.getByRole('button', { name: 'Run again' }).count()).toBe(0);

  await second.page.goto('/jobs/local/runs/Brief');
  await runButton(second.page).click();
  await second.page.getByText('Completed', { exact: true }).waitFor();
  await second.page.getByRole('button', { name: 'Run again' }).click();
  await second.page.getByText('By', { exact: true }).waitFor();
  expect([...first.complaints, ...second.complaints]).toEqual([]);
});

test('a list offers the orders that its user may ask for', async () => {
  await addSites(platform);
  const user = { username: 'sorter', password };
  const users = [await addUser(user)];
  await allow({ name: 'see sites', object_types: ['dcim.site'], users });
  await allow({ name: 'see the North', object_types: ['dcim.region'], constraints: { name: 'North' }, users });
  const region = (page: Page) => page.getByRole('columnheader', { name: 'Region' });

  await using admin = await visit(browser, platform);
  await admin.page.goto('/models/dcim/sites');
  await region(admin.page).getByRole('button').click();
  await admin.page.getByRole('link', { name: 'Oslo' }).waitFor();
  expect(await region(admin.page).getAttribute('aria-sort')).toBe('ascending');

  await using session = await visit(browser, platform, { user });
  await session.page.goto('/models/dcim/sites');
  await session.page.getByRole('link', { name: 'Oslo' }).waitFor();
  // He sees one region of two: their order would tell of the other.
  expect(await region(session.page).getByRole('button').count()).toBe(0);
  await expectAccessible(session.page);
  expect([...admin.complaints, ...session.complaints]).toEqual([]);
});

test('a session that began with a read-only token is offered nothing that writes', async () => {
  const made = await platform.request<{ readonly key: string }>('POST', '/api/users/tokens/', { write_enabled: false });
  await using session = await visit(browser, platform, { token: made.body.key });
  const { page } = session;

  await page.goto('/jobs/local/runs/Brief');
  await page.getByText('You may not run this job.').waitFor();
  await page.goto('/admin?tab=groups');
  await page.getByText('What a group may do, all its users may do.').waitFor();

  expect(await page.getByRole('button', { name: 'Add a group' }).count()).toBe(0);
});

describe('administration', () => {
  test('adds a user to a group with a permission, and says what is not right', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/admin?tab=groups');
    await page.getByRole('button', { name: 'Add a group' }).click();
    const group = page.getByRole('form', { name: 'New group' });
    await group.getByRole('button', { name: 'Save' }).click();
    await group.locator('[aria-invalid=true]').waitFor();
    await group.getByLabel('Name').fill('Crew');
    await expectAccessible(page);
    await group.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Crew' }).click();
    await page.getByLabel('Description').fill('They run jobs');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'They run jobs' }).waitFor();

    await page.getByRole('tab', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'Add a user' }).click();
    const user = page.getByRole('form', { name: 'New user' });
    await user.getByLabel('User name').fill('crew-member');
    await user.getByRole('textbox', { name: 'Password' }).fill('short');
    await choose(page, { label: 'Groups', option: 'Crew' });
    await user.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => user.getByRole('textbox', { name: 'Password' }).getAttribute('aria-invalid')).toBe('true');
    await user.getByRole('textbox', { name: 'Password' }).fill(password);
    await user.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /crew-member.*Crew.*Active/ }).waitFor();

    await page.getByRole('tab', { name: 'Permissions' }).click();
    await page.getByRole('button', { name: 'Add a permission' }).click();
    const permission = page.getByRole('form', { name: 'New permission' });
    await permission.getByLabel('Name').fill('crew runs');
    await typeWords(page, 'Object types', ['extras.job']);
    await typeWords(page, 'Actions', ['view', 'run']);
    await permission.getByLabel('Constraints').fill('{ "no_such_field": 1 }');
    await choose(page, { label: 'Groups', option: 'Crew' });
    await permission.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => permission.getByLabel('Constraints').getAttribute('aria-invalid')).toBe('true');
    await permission.getByLabel('Constraints').fill('');
    await permission.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /crew runs.*extras\.job.*view.*run.*Crew/ }).waitFor();

    await using member = await visit(browser, platform, { user: { username: 'crew-member', password } });
    expect(await runBy(member.page, 'local/runs/Brief')).toBe(201);
    await page.getByRole('button', { name: 'crew runs' }).click();
    await page.getByRole('button', { name: 'Delete this permission' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('row', { name: /crew runs/ }).waitFor({ state: 'detached' });
    expect(await runBy(member.page, 'local/runs/Brief')).toBe(403);

    await page.getByRole('tab', { name: 'Audit log' }).click();
    await page.getByRole('searchbox', { name: 'Search the audit log' }).fill('crew runs');
    await page.getByRole('row', { name: /admin.*permission\.deleted.*crew runs/ }).waitFor();
    expect(session.complaints).toEqual([]);
  });

  test('revokes the token of somebody who left', async () => {
    const leaver = { username: 'leaver', password };
    await addUser(leaver);
    await using theirs = await visit(browser, platform, { user: leaver });
    const made = await theirs.page.request.post('/api/users/tokens/', {
      data: { description: 'forgotten script' },
      headers: ownOrigin,
    });
    const { key } = (await made.json()) as { readonly key: string };
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/admin?tab=tokens');

    await page.getByRole('searchbox', { name: 'Search tokens' }).fill('forgotten');
    const row = page.getByRole('row', { name: /forgotten script/ });
    await expect.poll(() => row.innerText()).toContain('leaver');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await row.getByRole('button', { name: 'Revoke' }).click();
    await row.getByRole('button', { name: 'Revoke', exact: true }).click();

    await row.waitFor({ state: 'detached' });
    const answer = await fetch(new URL('/api/', platform.url), { headers: { Authorization: `Token ${key}` } });
    expect(answer.status).toBe(401);
    // In the profile one still has only one's own.
    await page.goto('/profile');
    await page.getByRole('region', { name: 'API tokens' }).getByText('leaver').waitFor({ state: 'detached' });
    expect(session.complaints).toEqual([]);
  });

  test('keeps secrets to itself, and shows what the workers do', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/admin?tab=secrets');
    await page.getByRole('button', { name: 'Add a secret' }).click();
    await page.getByRole('form', { name: 'New secret' }).getByLabel('Name').fill('SNMP');
    await page.getByRole('textbox', { name: 'Value' }).fill('public-community');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'SNMP' }).click();
    expect(await page.getByRole('textbox', { name: 'Value' }).inputValue()).toBe('');
    expect(await page.content()).not.toContain('public-community');

    const running = await platform.submit('local/runs/Progress');
    await page.goto('/admin?tab=workers');
    await page.getByRole('region', { name: 'Workers' }).getByRole('link', { name: 'Progress' }).click();
    await page.waitForURL(new RegExp(running.id));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Canceled', { exact: true }).waitFor();
    expect(session.complaints).toEqual([]);
  });
});

test('a git repository is added and synced: its log, its jobs, its broken module and its problems are shown', async () => {
  const source = await createRepositoryFixture(join(files.path, 'network'));
  const commit = await source.commit('First', {
    'good.ts': `import { Job } from '@jobwright/sdk';\nexport class Good extends Job {\n  override run(): string {\n    return 'from git';\n  }\n}\n`,
    'bad.ts': `export const broken = ;\n`,
  });
  await using session = await visit(browser, platform);
  const { page } = session;
  await page.goto('/repositories');
  await page.getByRole('button', { name: 'Add a repository' }).click();
  const form = page.getByRole('form', { name: 'New repository' });
  await form.getByLabel('Name').fill('Network');
  await form.getByLabel('Remote URL').fill('file:///nowhere');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Sync Network' }).click();
  await page.getByRole('heading', { name: 'Sync Network' }).waitFor();
  await page.getByText('Failed', { exact: true }).waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Git repositories' }).click();
  await page.getByText('Problem', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Network', exact: true }).click();
  await page.getByRole('form', { name: 'Network' }).getByLabel('Remote URL').fill(source.url);
  await page.getByRole('button', { name: 'Save' }).click();

  await page.getByRole('button', { name: 'Sync Network' }).click();
  await page
    .getByText('Completed', { exact: true })
    .or(page.getByText('Failed', { exact: true }))
    .waitFor();
  await page
    .getByRole('log')
    .getByText(/bad\.ts/)
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Git repositories' }).click();
  await page.getByText(commit.slice(0, 12)).waitFor();
  await page.getByRole('link', { name: 'Last sync' }).waitFor();
  await page.goto('/jobs?source=git.network');
  await page.getByText(/The module .*network\/bad cannot be loaded/).waitFor();
  await page.getByRole('link', { name: 'Good' }).click();
  await runButton(page)
    .or(page.getByRole('button', { name: 'Run and commit' }))
    .click();
  await page.getByText('Completed', { exact: true }).waitFor();
  await page.getByRole('complementary', { name: 'About this run' }).getByText(commit.slice(0, 12)).waitFor();
  expect(session.complaints).toEqual([]);
});

function runButton(page: Page) {
  return page.getByRole('button', { name: 'Run', exact: true });
}

/** Asks for a run as the page would. @returns the status of the answer */
async function runBy(page: Page, path: string): Promise<number> {
  const answer = await page.request.post(`/api/extras/jobs/${path}/run/`, { data: {}, headers: ownOrigin });
  return answer.status();
}

function navigation(page: Page): Promise<readonly string[]> {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts();
}

/** Types words into an input of many, each with Enter. */
async function typeWords(page: Page, label: string, words: readonly string[]): Promise<void> {
  for (const word of words) {
    await page
      .getByRole('textbox', { name: label })
      .or(page.getByRole('combobox', { name: label }))
      .fill(word);
    await page.keyboard.press('Enter');
  }
}

async function addUser(user: { readonly username: string; readonly password: string }): Promise<string> {
  const answer = await platform.request<{ readonly id: string }>('POST', '/api/users/users/', user);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id;
}

async function allow(permission: { readonly name: string; readonly [field: string]: unknown }): Promise<void> {
  const answer = await platform.request('POST', '/api/users/permissions/', { actions: ['view'], ...permission });
  expect(answer).toMatchObject({ status: 201 });
}
