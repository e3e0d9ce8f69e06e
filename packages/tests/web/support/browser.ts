import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { superuserToken, type Platform } from '../../support/platform.ts';

/** What a page may take on a busy machine. */
const timeoutMs = 45_000;

/** A real Chromium. One per test file; each test has a context of its own. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH']; // found by the configuration of the tests
  if (executablePath === undefined || executablePath === '')
    throw new Error('There is no Chromium; `npm test` says how to get one.');
  // Its own sandbox needs rights that root in a container lacks.
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface VisitOptions {
  /** Whose token signs in. @defaultValue that of the administrator; null: nobody signs in */
  readonly token?: string | null;
  /** Who signs in with a password instead. */
  readonly user?: { readonly username: string; readonly password: string };
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

/** A page of a new browser profile, signed in, with everything in it that the browser complained about. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, refusals of the content security policy, and dialogs: a healthy page has none. */
  readonly complaints: readonly string[];
}

export async function visit(
  browser: Browser,
  platform: Pick<Platform, 'url'>,
  options: VisitOptions = {},
): Promise<Visit> {
  const { token = superuserToken, user, colorScheme = 'light', width = 1280 } = options;
  const context = await browser.newContext({
    baseURL: platform.url,
    colorScheme,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(timeoutMs);
  const complaints: string[] = [];
  await context.addInitScript(reportRefusals);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused request is an answer of the server; pages show those themselves.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (user) await signIn(page, user);
  else if (token !== null) await signIn(page, { token });
  return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Run in each page: what its content security policy refuses is a complaint, also where the browser's own words change. */
const reportRefusals = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('refused by the policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))`;

/** Signs in as the form does, without waiting for it. */
async function signIn(page: Page, credentials: object): Promise<void> {
  const answer = await page.request.post('/api/auth/login/', { data: credentials, headers: ownOrigin });
  if (!answer.ok()) throw new Error(`Signing in failed: ${answer.status()} ${await answer.text()}`);
}

/** What a browser sends with the requests of a page to its own server; needed for those that the page itself does not make. */
export const ownOrigin = { 'Sec-Fetch-Site': 'same-origin' } as const;
