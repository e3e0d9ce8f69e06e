/** Runs an action for each item, so many at a time. Rejects with the first failure, and begins nothing after it. */
export async function inParallel<T>(
  items: readonly T[],
  parallel: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const state = { failed: false };
  await Promise.all(
    Array.from({ length: Math.min(parallel, items.length) }, async () => {
      for (let next = queue.next(); !next.done && !state.failed; next = queue.next()) {
        await action(next.value).catch((error: unknown) => {
          state.failed = true;
          throw error;
        });
      }
    }),
  );
}
