import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const template = new URL('../template/', import.meta.url);

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}
const manifestAt = (url: URL) => JSON.parse(readFileSync(url, 'utf8')) as Manifest;

test('the tests of the template pass', async () => {
  const file = fileURLToPath(new URL('jobs/hello.test.ts', template));
  // As a script, which the runner of Node allows: with --test, conditions would not reach the process of the file.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@jobwright/source', '--test-reporter=tap', file],
    { env: { ...process.env, NODE_OPTIONS: '' } },
  );

  expect(stdout).toMatch(/^# pass 2$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
});

test('the compiler of the template is the one that its types are checked with here', () => {
  const { devDependencies: its } = manifestAt(new URL('package.json', template));
  const { devDependencies: ours } = manifestAt(new URL('../../../package.json', import.meta.url));

  expect([its['typescript'], its['@types/node']]).toEqual([ours['typescript'], ours['@types/node']]);
});

test('the install scripts that the template allows are those that this repository allows', () => {
  const { allowScripts } = manifestAt(new URL('package.json', template));
  const workspace = readFileSync(new URL('../../../pnpm-workspace.yaml', import.meta.url), 'utf8');
  const [, allowBuilds = ''] = /^allowBuilds:\n((?: {2}.*\n)+)/m.exec(workspace) ?? [];
  const ours = [...allowBuilds.matchAll(/^ {2}'?([^':]+)'?: true$/gm)].map(([, name]) => [name, true]);

  expect(allowScripts).toEqual(Object.fromEntries(ours));
});
