// The browser that the tests of the UI use: the machine's own. On Debian as root it is installed; elsewhere people are told how.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandFailed, runToEnd } from './process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const macPaths = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium or Chrome of this machine; `CHROMIUM_PATH` names another one. Undefined: there is none. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macPaths];
  return candidates.find((path) => isExecutable(path));
}

/** @throws {CommandFailed} when there is no browser and none can be installed, with the command that helps */
export async function ensureChromium({ root, env, mayInstall = isDebianRoot() }) {
  if (findChromium(env)) return;
  if (mayInstall) {
    process.stdout.write('\n▸ Installing Chromium, which the tests of the UI need\n');
    const options = { cwd: root, env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
    await runToEnd('apt-get', ['update', '-qq'], options);
    await runToEnd('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
    if (findChromium(env)) return;
  }
  throw new CommandFailed(
    'The tests of the UI need Chromium or Chrome. Install one (Debian, Ubuntu: "sudo apt-get install chromium"; macOS: "brew install --cask chromium"), or set CHROMIUM_PATH.',
    1,
  );
}

function isDebianRoot() {
  return process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get');
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
