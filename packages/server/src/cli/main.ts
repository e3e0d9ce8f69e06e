#!/usr/bin/env -S node --max-semi-space-size=4
import { createRequire, enableCompileCache } from 'node:module';
import { exitCodes } from './exit-codes.ts';

/** How long what is still open may take to close after the command has ended. */
const closingTimeoutMs = 2000;
/** As shells count a process that SIGPIPE ended. */
const brokenPipeExitCode = 141;

// `jobwright … | head` closes our output early. What has something to stop in order goes on; all else ends as other
// programs do then, without a word.
const onOutputError = (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(exitCodes.failed);
  if (process.listenerCount('SIGTERM') === 0) process.exit(brokenPipeExitCode);
};
process.stdout.on('error', onOutputError);
process.stderr.on('error', onOutputError);

// Before anything large is loaded: compiled code of our modules is kept between starts.
enableCompileCache();
const { createTerminal } = await import('./terminal.ts');
const { runCommandLine } = await import('./program.ts');

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const terminal = createTerminal();
process.exitCode = await runCommandLine(process.argv.slice(2), terminal, version).catch((error: unknown) => {
  terminal.err(String(error));
  return exitCodes.failed;
});
setTimeout(() => process.exit(), closingTimeoutMs).unref();
