import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureChromium, findChromium } from './chromium.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobwright-chromium-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('finds the browser on the path', async () => {
  await writeFile(join(folder, 'chromium-browser'), '#!/bin/sh\n');
  await chmod(join(folder, 'chromium-browser'), 0o755);

  expect(findChromium({ PATH: folder })).toBe(join(folder, 'chromium-browser'));
});

it('takes no file that cannot be executed', async () => {
  await writeFile(join(folder, 'chromium'), '');

  expect(findChromium({ PATH: folder })).not.toBe(join(folder, 'chromium'));
});

it('prefers the browser that the environment names', () => {
  expect(findChromium({ PATH: folder, CHROMIUM_PATH: '/opt/browser' })).toBe('/opt/browser');
});

// A Mac has its browsers in fixed places, which no test can take away.
const hasFixedPlaces = process.platform === 'darwin';

it.skipIf(hasFixedPlaces)('installs one where it may', async () => {
  const packages = `#!/bin/sh
printf '%s\\n' "$*" >> '${folder}/calls'
if [ "$1" = install ]; then printf '#!/bin/sh\\n' > '${folder}/chromium'; /bin/chmod 755 '${folder}/chromium'; fi
`;
  await writeFile(join(folder, 'apt-get'), packages, { mode: 0o755 });

  await ensureChromium({ root: folder, env: { PATH: folder }, mayInstall: true });

  expect(await readFile(join(folder, 'calls'), 'utf8')).toMatch(/^update .*\ninstall .* chromium\n$/);
});

it.skipIf(hasFixedPlaces)('fails with the command that helps where it may not, or cannot', async () => {
  const help = /need Chromium or Chrome\. Install one \(Debian, Ubuntu: "sudo apt-get install chromium"/;
  const env = { PATH: folder };

  await expect(ensureChromium({ root: folder, env, mayInstall: false })).rejects.toThrow(help);
  await writeFile(join(folder, 'apt-get'), '#!/bin/sh\nexit 100\n', { mode: 0o755 });
  await expect(ensureChromium({ root: folder, env, mayInstall: true })).rejects.toThrow(help);
});
