import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../web/support/accessibility.ts';
import { openBrowser, visit } from '../web/support/browser.ts';
import { World } from './world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([World.start(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.[Symbol.asyncDispose]();
});

async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Login' }).fill(login);
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('a click on the button of a provider leads to it, back to the page that was asked for, and out again', async () => {
  world.person('alice');
  await using session = await visit(browser, world.platform, { token: null });
  const { page } = session;

  await page.goto('/results?status=failed');
  await page.getByRole('link', { name: 'Sign in with Corp' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Sign in with Corp' }).click();
  await signInAtProvider(page, 'alice');

  await page.getByRole('button', { name: 'alice: account' }).waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/results?status=failed');
  await page.getByRole('button', { name: 'alice: account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.origin === world.provider.issuer);
  await page.getByRole('button', { name: /yes/i }).click();

  await page.getByRole('heading', { name: 'Sign in to Jobwright' }).waitFor();
  expect(new URL(page.url()).href).toBe(`${world.platform.url}/sign-in`);
  // There too: the next sign-in asks again who it is.
  await page.getByRole('link', { name: 'Sign in with Corp' }).click();
  await page.getByRole('textbox', { name: 'Login' }).waitFor();
  expect(session.complaints).toEqual([]);
});

test('a refusal is told on the sign-in page, and another way in leads on to the page that was asked for', async () => {
  world.person('bob');
  await world.platform.request('POST', '/api/users/users/', { username: 'bob', password: 'correct horse battery' });
  await using session = await visit(browser, world.platform, { token: null });
  const { page } = session;

  await page.goto('/results?status=errored');
  await page.getByRole('link', { name: 'Sign in with Known' }).click();
  await signInAtProvider(page, 'bob');

  const alert = page.getByRole('alert');
  await expect
    .poll(() => alert.innerText())
    .toBe('Your account at Known belongs to no user here. Ask an administrator for one. (JOBWRIGHT_OIDC_USER_UNKNOWN)');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'User name' }).fill('bob');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();

  await page.getByRole('button', { name: 'bob: account' }).waitFor();
  await expect.poll(() => page.url()).toBe(`${world.platform.url}/results?status=errored`);
  expect(session.complaints).toEqual([]);
});
