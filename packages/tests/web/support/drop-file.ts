import type { Locator } from 'playwright-core';

/** Drops a file onto a place of the page, as from another window. */
export async function dropFile(place: Locator, file: { readonly name: string; readonly text: string }): Promise<void> {
  const dataTransfer = await place.page().evaluateHandle(
    `{
      const transfer = new DataTransfer();
      const { name, text } = ${JSON.stringify(file)};
      transfer.items.add(new File([text], name, { type: 'text/plain' }));
      transfer;
    }`,
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(type, { dataTransfer });
}
