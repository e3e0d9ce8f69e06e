import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** A process that holds a data folder until it is told to stop (SIGTERM) or killed. Used by the tests beside it. */
const [dataDir = ''] = process.argv.slice(2);
try {
  const postgres = await startEmbeddedPostgres({ dataDir });
  process.once('SIGTERM', () => {
    void postgres[Symbol.asyncDispose]().then(() => process.exit(0));
  });
  process.channel?.ref(); // stay as long as the test does
  process.send?.({ pid: postgres.pid, port: postgres.port, adopted: postgres.adopted });
} catch (error) {
  process.send?.({ code: (error as { code?: string }).code, message: (error as Error).message });
  process.exitCode = 1;
}
