import { createHash } from 'node:crypto';
import { Client } from 'pg';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { OtherSystem } from '../support/other-system.ts';
import { Platform } from '../support/platform.ts';
import { startWorker } from '../support/processes.ts';
import { expectAccessible } from './support/accessibility.ts';
import { openBrowser, visit } from './support/browser.ts';

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

  test('of twenty thousand entries is scrolled and searched', async () => {
    const { id } = await platform.run('local/runs/Talkative');
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto(`/results/${id}`);

    await page.getByRole('tab', { name: 'Log 20,000' }).waitFor();
    const log = page.getByRole('log');
    // Only what is in sight exists.
    expect(await log.locator('time').count()).toBeLessThan(200);
    await log.press('End');
    await log.getByText('line 20000', { exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('line 1234');
    await log.getByText('line 12345', { exact: true }).waitFor();
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

    await page.getByText('Completed', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Log 120' }).waitFor();
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByText('counted to the end').waitFor();
  });
});

test('nothing that a job says runs as a script', async () => {
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

  expect(session.complaints).toEqual([]);
});

describe('signing in', () => {
  test('says what is wrong, and leads to where one wanted to go', async () => {
    await using session = await visit(browser, platform, { token: null });
    const { page } = session;
    await page.goto('/results');
    await page.getByRole('heading', { name: 'Sign in to Jobwright' }).waitFor();
    await expectAccessible(page);
    await page.getByLabel('User name').fill('nobody');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/name or password/i);

    await page.getByRole('tab', { name: 'API token' }).click();
    await page.getByRole('textbox', { name: 'Token' }).fill('test-superuser-token-0123456789abcdef');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { name: 'Results' }).waitFor();
  });

  test('opens what the user may do, and nothing else', async () => {
    const token = await addReader();
    await using session = await visit(browser, platform, { token });
    const { page } = session;

    await page.goto('/jobs/local/runs/Progress');

    await page.getByText('You may not run jobs.', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
  });
});

describe('administration', () => {
  test('adds a group, changes it and deletes it, and says what is not right', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/admin?tab=groups');
    await page.getByRole('button', { name: 'Add a group' }).click();
    const form = page.getByRole('form', { name: 'New group' });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.locator('[aria-invalid=true]').waitFor();
    await form.getByLabel('Name').fill('Operators');
    await expectAccessible(page);
    await form.getByRole('button', { name: 'Save' }).click();

    await page.getByRole('button', { name: 'Operators' }).click();
    await page.getByLabel('Description').fill('They run jobs');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'They run jobs' }).waitFor();
    await page.getByRole('button', { name: 'Operators' }).click();
    await page.getByRole('button', { name: 'Delete this group' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();

    await page.getByText('No groups yet').waitFor();
    expect(session.complaints).toEqual([]);
  });

  test('adds a git repository, and shows what keeps it from being synced', async () => {
    await using session = await visit(browser, platform);
    const { page } = session;
    await page.goto('/repositories');
    await page.getByRole('button', { name: 'Add a repository' }).click();
    await page.getByLabel('Name').fill('Network');
    await page.getByLabel('Remote URL').fill('file:///nowhere');
    await page.getByRole('button', { name: 'Save' }).click();

    await page.getByRole('button', { name: 'Sync Network' }).click();
    await page
      .getByText(/Failed/)
      .first()
      .waitFor();
    await page.getByRole('heading', { name: 'Sync Network' }).waitFor();
    await expectAccessible(page);
    expect(session.complaints).toEqual([]);
  });
});

/** A user who may see jobs and nothing else. @returns the key of their token */
async function addReader(): Promise<string> {
  const key = 'reader-token-0123456789abcdef0123456789';
  await using client = await connect(database.url);
  await client.query(
    `with reader as (
       insert into users_user (id, created, last_updated, username) values (gen_random_uuid(), now(), now(), 'reader')
       returning id
     ), permission as (
       insert into users_object_permission (id, created, last_updated, name, object_types, actions)
       values (gen_random_uuid(), now(), now(), 'see jobs', '{extras.job,extras.jobmodule}', '{view}') returning id
     ), granted as (
       insert into users_object_permission_users select permission.id, reader.id from permission, reader
     )
     insert into users_token (id, created, last_updated, user_id, prefix, digest, description)
     select gen_random_uuid(), now(), now(), id, left($1, 8), $2, '' from reader`,
    [key, createHash('sha256').update(key).digest('hex')],
  );
  return key;
}

async function connect(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
