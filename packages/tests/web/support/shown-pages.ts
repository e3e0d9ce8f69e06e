import type { Page } from 'playwright-core';

/** A page of the UI to take a picture of. */
export interface ShownPage {
  readonly name: string;
  readonly path: string;
  /** Nobody signs in first. */
  readonly isSignedOut?: boolean;
  /** Brings the page into the state to be shown: before it is opened, e.g. what the server answers. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** The same, after it is opened: what a user clicks. */
  readonly act?: (page: Page) => Promise<void>;
  /** The picture is taken while the page still waits for the server. */
  readonly isLoading?: boolean;
}

/** Asks the REST API. */
export type Ask = <Body>(path: string) => Promise<Body>;

interface Found {
  readonly results: readonly { readonly id: string }[];
}

/** Every page and what it looks like while it loads, when it is empty and when it fails. */
export async function shownPages(ask: Ask): Promise<readonly ShownPage[]> {
  const first = async (path: string): Promise<string | undefined> => (await ask<Found>(path)).results[0]?.id;
  const results = '/api/extras/job-results/?limit=1&count_limit=1';
  const [dryRun, anyRun, errored, failed, running, device] = await Promise.all([
    first(`${results}&job=local/new_branch/NewBranch&status=completed`),
    first(results),
    first(`${results}&status=errored`),
    first(`${results}&status=failed`),
    first(`${results}&status=running`),
    first('/api/dcim/devices/?limit=1'),
  ]);
  const changed = dryRun ?? anyRun;
  return [
    { name: 'sign-in', path: '/jobs', isSignedOut: true },
    { name: 'jobs', path: '/jobs' },
    { name: 'jobs-nothing-found', path: '/jobs?q=no%20job%20is%20called%20that' },
    { name: 'jobs-first-run', path: '/jobs', prepare: (page) => answer(page, /\/api\/extras\/job(?:s|-modules)\//) },
    { name: 'jobs-loading', path: '/jobs', isLoading: true, prepare: (page) => hold(page, /\/api\/extras\//) },
    { name: 'jobs-error', path: '/jobs', prepare: (page) => refuse(page, /\/api\/extras\/jobs\//) },
    { name: 'job', path: '/jobs/local/new_branch/NewBranch' },
    { name: 'job-source', path: '/jobs/local/new_branch/NewBranch', act: (page) => openTab(page, 'Source code') },
    { name: 'variables', path: '/jobs/local/every_variable/EveryVariable' },
    {
      name: 'variables-refused',
      path: '/jobs/local/every_variable/EveryVariable',
      act: (page) => page.getByRole('button', { name: 'Run', exact: true }).click(),
    },
    { name: 'results', path: '/results' },
    { name: 'results-empty', path: '/results', prepare: (page) => answer(page, /\/api\/extras\/job-results\/\?/) },
    ...runPages('result', changed, ['changes', 'log', 'output', 'input']),
    ...runPages('result-errored', errored, ['log']),
    ...runPages('result-failed', failed, ['log', 'output']),
    ...runPages('result-running', running, ['log']),
    { name: 'schedules', path: '/schedules' },
    { name: 'repositories', path: '/repositories' },
    {
      name: 'repositories-new',
      path: '/repositories',
      act: (page) => page.getByRole('button', { name: 'Add a repository' }).click(),
    },
    { name: 'models', path: '/models' },
    { name: 'list', path: '/models/dcim/devices' },
    { name: 'list-error', path: '/models/dcim/devices', prepare: (page) => refuse(page, /\/api\/dcim\/devices\//) },
    ...(device === undefined
      ? []
      : [
          { name: 'object', path: `/models/dcim/devices/${device}` },
          { name: 'object-edit', path: `/models/dcim/devices/${device}/edit` },
        ]),
    { name: 'object-new', path: '/models/dcim/devices/new' },
    { name: 'changes', path: '/changes' },
    ...['users', 'groups', 'permissions', 'tokens', 'secrets', 'workers', 'audit'].map((tab) => ({
      name: `admin-${tab}`,
      path: `/admin?tab=${tab}`,
    })),
    { name: 'schedules', path: '/schedules' },
    { name: 'profile', path: '/profile' },
    { name: 'not-found', path: '/no/such/page' },
  ];
}

function runPages(name: string, id: string | undefined, tabs: readonly string[]): readonly ShownPage[] {
  return id === undefined ? [] : tabs.map((tab) => ({ name: `${name}-${tab}`, path: `/results/${id}?tab=${tab}` }));
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
}

async function answer(page: Page, url: RegExp): Promise<void> {
  const nothing = { count: 0, count_exceeded: false, next: null, previous: null, results: [] };
  await page.route(url, (route) => route.fulfill({ json: nothing }));
}

async function refuse(page: Page, url: RegExp): Promise<void> {
  await page.route(url, (route) => route.fulfill({ status: 500, json: { detail: 'The server cannot answer now.' } }));
}

async function hold(page: Page, url: RegExp): Promise<void> {
  await page.route(url, () => undefined);
}
