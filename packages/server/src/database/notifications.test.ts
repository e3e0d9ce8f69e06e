import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRunEvents } from '../modules/job-results/run-events.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { openNotifications, type Notifications } from './notifications.ts';

let database: TestDatabase;
let notifications: Notifications;
let sender: Client;

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  notifications = await openNotifications({ url: database.url });
  sender = new Client({ connectionString: database.url });
  await sender.connect();
});

afterEach(async () => {
  await sender.end();
  await notifications[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Collects calls, and waits for a number of them. */
function recorder(): { readonly calls: (string | undefined)[]; readonly record: (payload?: string) => void } {
  const calls: (string | undefined)[] = [];
  return { calls, record: (payload) => void calls.push(payload) };
}

describe('notifications', () => {
  test('reach those who subscribed to their channel, until they unsubscribe', async () => {
    const run = recorder();
    const cancel = recorder();
    const subscription = notifications.subscribe('jobwright_run', run.record);
    notifications.subscribe('jobwright_cancel', cancel.record);

    await sender.query(`select pg_notify('jobwright_run', 'a')`);
    await expect.poll(() => run.calls).toEqual(['a']);
    subscription[Symbol.dispose]();
    await sender.query(`select pg_notify('jobwright_run', 'b'), pg_notify('jobwright_cancel', 'c')`);

    await expect.poll(() => cancel.calls).toEqual(['c']);
    expect(run.calls).toEqual(['a']);
  });

  test('come again after the connection was cut, with word that some may be missing', async () => {
    const { calls, record } = recorder();
    notifications.subscribe('jobwright_run', record);

    await sender.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'jobwright listen' and datname = current_database()`,
    );
    await expect.poll(() => calls).toEqual([undefined]);
    await sender.query(`select pg_notify('jobwright_run', 'after')`);

    await expect.poll(() => calls).toEqual([undefined, 'after']);
  });
});

describe('run events', () => {
  test('go to the watchers of that run only, and to all when some may be missing', async () => {
    using events = createRunEvents(notifications);
    const first = recorder();
    const second = recorder();
    events.subscribe('run-1', first.record);
    using _ = events.subscribe('run-2', second.record);

    await sender.query(`select pg_notify('jobwright_run', 'run-1')`);
    await expect.poll(() => first.calls).toEqual(['changed']);
    await sender.query(`select pg_notify('jobwright_run_over', 'run-1')`);
    await expect.poll(() => first.calls).toEqual(['changed', 'over']);
    expect(second.calls).toEqual([]);

    await sender.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'jobwright listen' and datname = current_database()`,
    );
    await expect.poll(() => [first.calls, second.calls]).toEqual([['changed', 'over', 'missed'], ['missed']]);
  });
});
