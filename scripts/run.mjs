#!/usr/bin/env node
// `npm start` and `npm test` on a machine that has only Node 20 or newer and npm. Each step is skipped when nothing changed since it last succeeded.
// Plain JavaScript without dependencies: it runs before anything is installed, on a Node that may not know TypeScript.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackages } from './setup/build.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { installPackages } from './setup/install.mjs';
import { ensureToolchain } from './setup/toolchain.mjs';
import { CommandFailed, runStep, runToEnd } from './setup/process.mjs';

const root = join(fileURLToPath(import.meta.url), '../..');
const usage = `Usage:
  npm start [-- <options>]   set up, then start the platform   (npm start -- --help lists the options)
  npm test [-- <filters>]    set up, then run every check and test; filters narrow the tests: npm test -- packages/sdk
  npm run jobwright -- …     set up, then run the command line: npm run jobwright -- jobs
`;
const tasks = { start: (toolchain, args) => cli(toolchain, ['start', ...args]), jobwright: cli, test };

async function main([task, ...args]) {
  if (!Object.hasOwn(tasks, task ?? '')) {
    process.stderr.write(usage);
    return 2;
  }
  const toolchain = await ensureToolchain(root);
  await installPackages(toolchain);
  return await tasks[task](toolchain, args);
}

async function cli(toolchain, args) {
  await buildPackages(toolchain);
  const main = join(root, 'packages/server/dist/cli/main.js');
  // With the flag of the command's first line. Compiled code of the server's own modules is kept beside the toolchain: later starts are faster.
  const env = { ...toolchain.env, NODE_COMPILE_CACHE: join(toolchain.folder, 'compile-cache') };
  return await runToEnd(toolchain.node, ['--max-semi-space-size=4', main, ...args], { cwd: root, env });
}

async function test(toolchain, filters) {
  const step = (title, ...args) => runStep(title, [toolchain.pnpm, ...args], { cwd: root, env: toolchain.env });
  await ensureChromium({ root, env: toolchain.env });
  await step('Building packages', 'run', 'build');
  await step('Checking format, lint, types and repository rules', 'run', 'check');
  await step('Running tests', 'exec', 'vitest', 'run', ...filters);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  process.stderr.write(`\n✗ ${error.message}\n`);
  process.exitCode = error.exitCode;
}
