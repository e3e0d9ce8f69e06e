// `pnpm install`, only when the lockfile or a package.json changed.
import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './process.mjs';
import { digestContents, readStamp, writeStamp } from './stamp.mjs';

export async function installPackages({ root, pnpm, node, env }) {
  // Inside node_modules, so that it goes when node_modules goes.
  const stampFile = join(root, 'node_modules/.jobwright-installed');
  const stamp = `${node}\n${await digestContents(await inputs(root))}`;
  if ((await readStamp(stampFile)) === stamp) return;
  const args = ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false'];
  await runStep('Installing packages', [pnpm, ...args], { cwd: root, env });
  await writeStamp(stampFile, stamp);
}

async function inputs(root) {
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const [, list] = /^packages:\n((?: +- .+\n)+)/m.exec(workspace);
  const patterns = [...list.matchAll(/- (.+)/g)].map((match) => match[1]);
  const folders = await Promise.all(patterns.map((pattern) => expand(root, pattern)));
  const manifests = folders.flat().map((folder) => join(folder, 'package.json'));
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((file) => join(root, file));
  return [...files, ...manifests.filter((file) => existsSync(file))];
}

async function expand(root, pattern) {
  if (!pattern.endsWith('/*')) return [join(root, pattern)];
  const parent = join(root, pattern.slice(0, -2));
  const entries = await readdir(parent, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(parent, entry.name));
}
