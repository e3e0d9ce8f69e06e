// `turbo run build` of what the platform needs to run, only when a source file changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './process.mjs';
import { digestTimes, readStamp, writeStamp } from './stamp.mjs';

export async function buildPackages({ root, pnpm, env }) {
  const stampFile = join(root, 'node_modules/.jobwright-built');
  const stamp = await digestTimes([join(root, 'packages')]);
  const built = existsSync(join(root, 'packages/server/dist/cli/main.js'));
  if (built && (await readStamp(stampFile)) === stamp) return;
  const args = ['exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only'];
  await runStep('Building packages', [pnpm, ...args], { cwd: root, env });
  await writeStamp(stampFile, stamp);
}
