import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { Client } from 'pg';
import { findChromium } from '../setup/chromium.mjs';
import { clickAndTime, scrollThrough, timeOfPaint } from './browser-probes.ts';
import { addDevices, addEntries, addJobs, addResults, firstRun } from './large-data.ts';
import { median, type BenchPart, type Measurement } from './part.ts';
import { startPlatform, type BenchPlatform } from './platform.ts';

/** JavaScript that the browser may fetch before a page can be used, as it comes over the wire. */
const firstLoadKb = 200;
/** Until a page that was opened anew can be used. */
const interactiveMs = 1000;
/** From the click on a link to the first picture of the list behind it: server, script and drawing together. */
const firstPaintMs = 300;
/** Longest time that a frame may take while one scrolls. Below, nobody sees it. */
const frameMs = 100;

/** The UI in a real browser, with much in it; beside each figure the same page while there is little in it. */
export const part: BenchPart = {
  name: 'web',
  run: async ({ quick, report }) => {
    const repetitions = quick ? 2 : 7;
    await using platform = await startPlatform();
    const browser = await openBrowser();
    try {
      const result = await firstRun(platform);
      const lists = pagesWithLists(result);
      report('opening pages');
      const loads = await measureLoads(browser, { platform, repetitions });
      const few = await measureLists(browser, { platform, lists, repetitions });
      report('adding devices, jobs, results and log entries');
      await addMuch(platform, { result, scale: quick ? 0.02 : 1 });
      report('opening the same lists');
      const many = await measureLists(browser, { platform, lists, repetitions });
      const scrolling = await measureScrolling(browser, { platform, result });
      return [
        ...loads,
        ...lists.map(({ name, reference }, index): Measurement => ({
          name,
          value: many[index] ?? Number.NaN,
          unit: 'ms',
          reference: { name: reference, value: few[index] ?? Number.NaN },
          target: { of: 'value', atMost: firstPaintMs },
        })),
        scrolling,
      ];
    } finally {
      await browser.close();
    }
  },
};

interface ListPage {
  readonly name: string;
  /** What the page showed before the rows were added. */
  readonly reference: string;
  /** Where one is before. */
  readonly from: string;
  /** What is clicked, and what is looked for then: CSS selectors. */
  readonly click: string;
  readonly appears: string;
}

function pagesWithLists(result: string): readonly ListPage[] {
  return [
    {
      name: 'list of 2,000 jobs, click → paint',
      reference: 'jobs of the bench',
      from: '/results',
      click: 'nav a[href="/jobs"]',
      appears: '[role="list"] a[href^="/jobs/"]',
    },
    {
      name: 'list of 1,000,000 results, click → paint',
      reference: 'one result',
      from: '/jobs',
      click: 'nav a[href="/results"]',
      appears: 'td a[href^="/results/"]',
    },
    {
      name: 'select over 100,000 devices, click → paint',
      reference: 'demo devices',
      from: '/jobs/local/bench/ChooseDevice',
      click: 'form input[aria-haspopup="listbox"]',
      appears: '[role="option"]',
    },
    {
      name: 'log of 100,000 entries, click → paint',
      reference: 'log of one entry',
      from: '/results?q=flood',
      click: `td a[href="/results/${result}"]`,
      appears: '[role="log"] time',
    },
  ];
}

interface Setting {
  readonly platform: BenchPlatform;
  readonly repetitions: number;
}

/** Pages opened in a browser that has seen nothing of the platform before. */
async function measureLoads(browser: Browser, { platform, repetitions }: Setting): Promise<readonly Measurement[]> {
  const signIn = { path: '/', isSignedIn: false, appears: 'input[autocomplete="username"]' };
  const jobs = { path: '/jobs', isSignedIn: true, appears: '[role="list"] a[href^="/jobs/"]' };
  const bare = await repeat(repetitions, () =>
    load(browser, platform, { ...signIn, path: '/icon.svg', appears: 'svg' }),
  );
  const found: Measurement[] = [];
  for (const [name, page] of Object.entries({ 'sign-in page': signIn, 'list of jobs': jobs })) {
    const loads = await repeat(repetitions, () => load(browser, platform, page));
    found.push(
      {
        name: `JavaScript of the ${name}, compressed`,
        value: median(loads.map(({ scriptKb }) => scriptKb)),
        unit: 'KB',
        target: { of: 'value', atMost: firstLoadKb },
      },
      {
        name: `${name}, first load → can be used`,
        value: median(loads.map(({ ms }) => ms)),
        unit: 'ms',
        reference: { name: 'a picture of the same server', value: median(bare.map(({ ms }) => ms)) },
        target: { of: 'value', atMost: interactiveMs },
      },
    );
  }
  return found;
}

interface FirstLoad {
  readonly path: string;
  readonly isSignedIn: boolean;
  readonly appears: string;
}

async function load(
  browser: Browser,
  platform: BenchPlatform,
  { path, isSignedIn, appears }: FirstLoad,
): Promise<{ readonly scriptKb: number; readonly ms: number }> {
  const context = await openContext(browser, platform, isSignedIn);
  try {
    const page = await context.newPage();
    const transferred = await countScripts(page);
    const ms = await page.goto(path, { waitUntil: 'commit' }).then(() => page.evaluate(timeOfPaint, appears));
    await page.waitForLoadState('networkidle').catch(() => undefined); // a live view never is
    return { scriptKb: transferred() / 1000, ms };
  } finally {
    await context.close();
  }
}

/** Bytes of scripts that came over the wire so far, headers included. */
async function countScripts(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Set<string>();
  let bytes = 0;
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' || response.mimeType.includes('javascript')) scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return () => bytes;
}

/** Medians of the time from click to paint, one for each list. */
async function measureLists(
  browser: Browser,
  { platform, lists, repetitions }: Setting & { readonly lists: readonly ListPage[] },
): Promise<readonly number[]> {
  const context = await openContext(browser, platform, true);
  try {
    const medians: number[] = [];
    for (const list of lists) {
      // The first time fetches the code of the page.
      const times = await repeat(repetitions + 1, () => clickToPaint(context, list));
      medians.push(median(times.slice(1)));
    }
    return medians;
  } finally {
    await context.close();
  }
}

async function clickToPaint(context: BrowserContext, { from, click, appears }: ListPage): Promise<number> {
  const page = await context.newPage();
  try {
    await page.goto(from, { waitUntil: 'load' });
    await page.waitForSelector(click);
    await page.waitForTimeout(500); // until the page that is left has nothing more to do
    return await page.evaluate(clickAndTime, { click, appears });
  } finally {
    await page.close();
  }
}

/** The longest frame while the log is scrolled from its beginning to its end, once all of it is there. */
async function measureScrolling(
  browser: Browser,
  { platform, result }: { readonly platform: BenchPlatform; readonly result: string },
): Promise<Measurement> {
  const context = await openContext(browser, platform, true);
  try {
    const page = await context.newPage();
    await page.goto(`/results/${result}?tab=log`);
    const { longest, usual } = await page.evaluate(scrollThrough);
    return {
      name: 'longest frame while 100,000 entries scroll',
      value: longest,
      unit: 'ms',
      reference: { name: 'median frame', value: usual },
      target: { of: 'value', atMost: frameMs },
    };
  } finally {
    await context.close();
  }
}

async function addMuch(
  platform: BenchPlatform,
  { result, scale }: { readonly result: string; readonly scale: number },
): Promise<void> {
  const client = new Client({ connectionString: platform.databaseUrl });
  await client.connect();
  try {
    await addDevices(client, 100_000 * scale);
    await addJobs(client, 2_000 * scale);
    await addResults(client, result, 1_000_000 * scale);
    await addEntries(client, result, 100_000 * scale);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium. Install one, or set CHROMIUM_PATH.');
  // Its own sandbox needs rights that root in a container lacks.
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

async function openContext(
  browser: Browser,
  { baseUrl, token }: BenchPlatform,
  isSignedIn: boolean,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  if (!isSignedIn) return context;
  const answer = await context.request.post('/api/auth/login/', {
    data: { token },
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  });
  if (!answer.ok()) throw new Error(`Signing in failed: ${answer.status()}.`);
  return context;
}

async function repeat<T>(times: number, measure: () => Promise<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for (let time = 0; time < times; time++) found.push(await measure());
  return found;
}
