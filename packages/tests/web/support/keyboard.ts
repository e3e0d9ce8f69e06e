import type { Locator, Page } from 'playwright-core';

/** More stops than any page has before what one wants. */
const limit = 80;

/** Presses Tab until the element has the focus. @throws when Tab does not lead there */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < limit; presses++) {
    if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(wanted)}.`);
}
