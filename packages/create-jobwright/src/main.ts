#!/usr/bin/env node
import { createRequire } from 'node:module';
import { runCommandLine } from './command-line.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

process.exitCode = await runCommandLine(process.argv.slice(2), {
  currentFolder: process.cwd(),
  version,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
