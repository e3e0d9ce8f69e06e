import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { Platform, type PlatformOptions } from '../../support/platform.ts';
import { openBrowser } from './browser.ts';

/** What the tests of a file share. */
export interface Opened {
  readonly platform: Platform;
  readonly browser: Browser;
}

/** Starts a platform and a browser before the tests of a file, and ends both after them. Read it inside of tests. */
export function openPlatform(options: Omit<PlatformOptions, 'folder'> & { readonly folder?: URL } = {}): Opened {
  let platform: Platform | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    const folder = options.folder ?? new URL('../', import.meta.url);
    [platform, browser] = await Promise.all([Platform.start({ ...options, folder }), openBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await platform?.[Symbol.asyncDispose]();
  });
  return {
    get platform() {
      return started(platform);
    },
    get browser() {
      return started(browser);
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It is there from the first test on.');
  return value;
}
