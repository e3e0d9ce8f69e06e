import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Names of environment variables, which look like codes. */
const environment = new Set([
  'JOBWRIGHT_GIT_SYNC',
  'JOBWRIGHT_SUPERUSER_TOKEN',
  'JOBWRIGHT_TEST_CLUSTER_URL',
  'JOBWRIGHT_TOKEN',
  'JOBWRIGHT_URL',
]);

async function codesInSources(): Promise<string[]> {
  const codes = new Set<string>();
  for await (const file of glob('packages/{sdk,server,git-sync,inventory,testing,create-jobwright}/src/**/*.ts', {
    cwd: root,
  })) {
    if (/\.test\.ts$|\/src\/testing\/|\/orm-suite\/|fixture|\.tmp\./.test(file)) continue;
    const code = readFileSync(`${root}${file}`, 'utf8').replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gm, '');
    for (const [, name] of code.matchAll(/['`](JOBWRIGHT_[A-Z_]+[A-Z])['`]/g)) {
      if (name && !environment.has(name)) codes.add(name);
    }
    // The codes of limits are put together from their names.
    if (file.endsWith('limit-messages.ts')) {
      for (const [, name] of code.matchAll(/=> \[\s*'([A-Z_]+)'/g)) codes.add(`JOBWRIGHT_LIMIT_${name}`);
    }
  }
  return [...codes].toSorted();
}

test('the reference of error codes lists each code of the sources, and no other', async () => {
  const reference = readFileSync(`${root}docs/reference/errors.md`, 'utf8');
  const listed = [...reference.matchAll(/^\| `(JOBWRIGHT_[A-Z_]+)` \|/gm)].flatMap((match) => match[1] ?? []);

  expect(listed).toEqual(await codesInSources());
});
