import { expect, test } from 'vitest';
import { LookBudget } from './look-budget.ts';
import { Turns } from './turns.ts';

test('waiting for others costs nothing of a budget, work does', async () => {
  const turns = new Turns();
  const budget = new LookBudget({ timeMs: 0, bundleBytes: 10 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const other = turns.take(() => promise);
  const own = turns.take(() => budget.spendTime(() => new Promise((done) => setImmediate(done))));

  await new Promise((done) => setImmediate(done));
  expect(budget.exhausted).toBeUndefined();
  resolve();
  await Promise.all([other, own]);

  expect(budget.exhausted).toContain('git.modules.timeMs');
});

test('code beyond the budget ends it', () => {
  const budget = new LookBudget({ timeMs: 60_000, bundleBytes: 10 });

  budget.spendBytes(10);
  expect(budget.exhausted).toBeUndefined();
  budget.spendBytes(1);

  expect(budget.exhausted).toContain('git.modules.bundleBytes');
});

test('work that fails leaves the turn to the next', async () => {
  const turns = new Turns();

  const failed = turns.take(() => Promise.reject(new Error('failed')));

  await expect(failed).rejects.toThrow('failed');
  expect(await turns.take(() => Promise.resolve('next'))).toBe('next');
});
