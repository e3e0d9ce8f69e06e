import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessibility.ts';
import { visit } from './support/browser.ts';
import { openPlatform } from './support/open-platform.ts';

const opened = openPlatform();

test('a job is scheduled from its form, shown with its times, changed and deleted', async () => {
  await using session = await visit(opened.browser, opened.platform);
  const { page } = session;
  await page.goto('/jobs/local/runs/Progress');
  await page.getByRole('button', { name: 'Schedule' }).click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Name').fill('Each morning');
  await panel.getByLabel('First run').fill('2020-01-01T10:00');
  await panel.getByRole('button', { name: 'Schedule' }).click();
  await panel.getByText('The start time must be in the future.').waitFor();
  await expectAccessible(page);

  await panel.getByLabel('First run').fill('2090-01-01T10:00');
  await panel.getByRole('button', { name: 'Schedule' }).click();

  const row = page.getByRole('row', { name: /Each morning/ });
  await row.getByText('Every day').waitFor();
  await row.getByText('Active').waitFor();
  await expectAccessible(page);

  await row.getByRole('button', { name: 'Each morning' }).click();
  await page.getByLabel('Enabled').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await row.getByText('Disabled').waitFor();

  await row.getByRole('button', { name: 'Each morning' }).click();
  await page.getByRole('button', { name: 'Delete this schedule' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No schedules yet').waitFor();
  expect(session.complaints).toEqual([]);
});
