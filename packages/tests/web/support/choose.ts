import type { Page } from 'playwright-core';

export interface Choice {
  readonly label: string;
  readonly option: string;
  /** Typed to find the option. */
  readonly words?: string;
}

/** Chooses an option of a list that opens below its input. */
export async function choose(page: Page, { label, option, words }: Choice): Promise<void> {
  const input = page.getByRole('combobox', { name: label, exact: true });
  await input.click();
  if (words !== undefined) await input.fill(words);
  await page.getByRole('option', { name: option }).first().click();
}
