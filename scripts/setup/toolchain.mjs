// The Node and pnpm that the repository wants, from the npm registry, once, into .toolchain/.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runStep } from './process.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/** Lines that isolated-vm ships binaries for and that the tests run on. */
const supportedNodeMajors = [24, 26];
const providedNode = '24';

/**
 * Gives the paths of node and pnpm, and an environment in which both are found first.
 * The machine's own Node is used when it is of a supported line; `node` then means that one.
 */
export async function ensureToolchain(root) {
  const folder = join(root, '.toolchain');
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const ownNode = supportedNodeMajors.includes(Number(process.versions.node.split('.')[0]));
  const wanted = { pnpm: manifest.packageManager.replace(/^pnpm@/, ''), ...(ownNode ? {} : { node: providedNode }) };

  const bin = join(folder, 'node_modules/.bin');
  const node = ownNode ? process.execPath : join(bin, 'node');
  const pnpm = join(bin, 'pnpm');
  const stampFile = join(folder, 'installed.json');
  const stamp = JSON.stringify(wanted);
  if ((await readStamp(stampFile)) !== stamp || !existsSync(node) || !existsSync(pnpm)) {
    await download(folder, wanted);
    await writeStamp(stampFile, stamp);
  }
  const path = [bin, dirname(node), process.env.PATH].join(delimiter);
  return { root, folder, node, pnpm, env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1' } };
}

async function download(folder, wanted) {
  const packages = Object.entries(wanted).map(([name, version]) => `${name}@${version}`);
  await rm(join(folder, 'node_modules'), { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // A package.json of its own: npm must not look for a project further up.
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = [
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts=false',
    '--loglevel=error',
  ];
  const args = ['install', '--prefix', folder, ...flags, ...packages];
  await runStep(`Getting ${packages.join(' and ')} from the npm registry`, [...npmCommand(), ...args], {
    cwd: folder,
    env: process.env,
  });
}

/** The npm that started us; without one, the npm of the PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return [process.execPath, script];
  const found = spawnSync('npm', ['--version'], { stdio: 'ignore' });
  if (found.error) throw new Error('npm is not in the PATH: install Node.js 20 or newer together with npm.');
  return ['npm'];
}
