import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CliFolder } from '../cli/run-cli.ts';
import { Platform } from '../support/platform.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = new URL('./', import.meta.url);
const config = new URL('jobwright.config.ts', folder).pathname;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterAll(() => database?.[Symbol.asyncDispose]());

describe('plugins that the configuration names', () => {
  test('migrate in the order in which they depend on each other', async () => {
    using terminal = new CliFolder({ DATABASE_URL: database.url });

    const { exitCode, stdout } = await terminal.run(['--config', config, 'migrate']);

    expect(exitCode).toBe(0);
    expect(stdout.split('\n').filter((line) => /ground|well/.test(line))).toEqual([
      expect.stringContaining('ground:0001_ground'),
      expect.stringContaining('well:0001_well'),
    ]);
  });

  test('bring jobs, which read the plugin’s settings; a module that is broken is reported, and harms nothing else', async () => {
    await using platform = await Platform.start({ folder, database });

    expect(await platform.run('plugin/well.jobs.digging/Dig')).toMatchObject({ output: 'dug 7 m' });
    const modules = await platform.list('/api/extras/job-modules/');
    expect(modules).toMatchObject([
      {
        module_path: 'well.jobs.broken',
        error: {
          code: 'JOBWRIGHT_MODULE_LOAD',
          message: expect.stringContaining('the well has collapsed'),
          file: 'broken.ts',
          line: 5,
        },
      },
      { module_path: 'well.jobs.digging', error: null },
    ]);
  });
});

// One line for each: what is wrong, the plugin's module, and what the server says before it ends.
const broken: readonly (readonly [string, string, string])[] = [
  [
    'throws when it is loaded',
    `throw new Error('out of order');`,
    'The plugin "./bad.mjs" cannot be loaded: out of order',
  ],
  ['cannot be parsed', `export const plugin = {`, 'The plugin "./bad.mjs" cannot be loaded: '],
  ['imports what is not there', `import 'not-installed';`, 'The plugin "./bad.mjs" cannot be loaded: '],
  ['exports no plugin', `export const plugin = 7;`, 'The module "./bad.mjs" exports no plugin'],
  [
    'depends on one that is not there',
    `export const plugin = { name: 'bad', models: [], dependsOn: ['sky'] };`,
    'The plugin "bad" depends on "sky", which is not configured',
  ],
  [
    'cannot give its migrations',
    `export const plugin = { name: 'bad', models: [], dependsOn: [], migrations: () => Promise.reject(new Error('lost')) };`,
    'The migrations of the plugin "bad" cannot be loaded: lost',
  ],
  [
    'names a package of models that is not there',
    `export const plugin = { name: 'bad', models: [], dependsOn: [], modelsFrom: 'bad-models' };`,
    'bad-models',
  ],
];

describe('a plugin stops the start, and is named, when it', () => {
  test.each(broken)('%s', async (_name, text, message) => {
    using terminal = new CliFolder({ DATABASE_URL: database.url, PORT: '0' });
    terminal.write('bad.mjs', text);
    terminal.write('jobwright.config.mjs', `export default { plugins: ['./bad.mjs'] };`);

    const { exitCode, stderr } = await terminal.run(['serve']);

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(message);
  });

  test('has a migration that fails: nothing of it stays', async () => {
    using terminal = new CliFolder({ DATABASE_URL: database.url, PORT: '0' });
    const plugins = [new URL('sinking.ts', folder).pathname];
    terminal.write('jobwright.config.mjs', `export default ${JSON.stringify({ plugins })};`);

    const { exitCode, stderr } = await terminal.run(['serve']);

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('sinking:0002_sand');
    const pending = await terminal.run(['migrate', '--check']);
    expect(pending.stdout).toContain('sinking:0001_ground');
  });

  test('has settings that its schema refuses: the message has the key', async () => {
    using terminal = new CliFolder({ DATABASE_URL: database.url, PORT: '0' });
    const plugins = ['well.ts', 'ground.ts'].map((file) => new URL(file, folder).pathname);
    const settings = { well: { depth: 0, width: 1 } };
    terminal.write('jobwright.config.mjs', `export default ${JSON.stringify({ plugins, pluginSettings: settings })};`);

    const { exitCode, stderr } = await terminal.run(['serve']);

    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('pluginSettings.well.depth: ');
    expect(stderr).toContain('pluginSettings.well.width: ');
  });
});
