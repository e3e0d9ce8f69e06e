import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const packageRoot = fileURLToPath(new URL('..', import.meta.url));
const repositoryRoot = join(packageRoot, '../..');
const tsc = join(repositoryRoot, 'node_modules/.bin/tsc');

/** Vitest's own variables, and the export condition under which our packages give their sources, stay outside. */
const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobwright-sdk-'));
  await installPacked();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Builds and packs the sdk as it would be published, and installs it in an empty folder as its user would. */
async function installPacked(): Promise<void> {
  const workspace = join(folder, 'workspace');
  const copy = join(workspace, 'packages/sdk');
  await mkdir(copy, { recursive: true });
  for (const file of ['package.json', 'LICENSE', 'README.md']) await cp(join(packageRoot, file), join(copy, file));
  // pnpm puts versions in the place of `catalog:` and `workspace:`, and reads them from the workspace.
  await cp(join(repositoryRoot, 'pnpm-workspace.yaml'), join(workspace, 'pnpm-workspace.yaml'));
  await cp(join(repositoryRoot, 'packages/tsconfig'), join(workspace, 'packages/tsconfig'), { recursive: true });
  await run(tsc, ['-p', 'tsconfig.build.json', '--outDir', join(copy, 'dist')], { cwd: packageRoot, env });
  await run('pnpm', ['pack', '--out', join(folder, 'sdk.tgz')], { cwd: copy, env });

  await mkdir(join(folder, 'author'));
  await write('package.json', JSON.stringify({ name: 'author', private: true, type: 'module' }));
  await run('npm', ['install', '../sdk.tgz', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: join(folder, 'author'),
    env,
  });
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(join(folder, 'author', file), text);
}

/** What the compiler says of the author's project; empty when it is content. */
async function check(): Promise<string> {
  const options = {
    target: 'es2023',
    lib: ['es2023'],
    module: 'nodenext',
    types: [],
    strict: true,
    noImplicitOverride: true,
    skipLibCheck: true,
    noEmit: true,
  };
  await write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
  return await run(tsc, ['-p', 'tsconfig.json'], { cwd: join(folder, 'author'), env }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

const job = `
import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties, ChoiceVar, defineModel, Job, type JobData, type JobMeta, ObjectVar, StringVar } from '@jobwright/sdk';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string() } });
export class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);
export const siteModel = defineModel(Site, { app: 'dcim', display: '{name}' });

export class Rename extends Job {
  static override meta: JobMeta = { name: 'Rename', fieldOrder: ['site'] };

  newName = StringVar({ minLength: 3, required: false });
  site = ObjectVar({ model: Site });
  how = ChoiceVar({ choices: [['up', 'Upper case'], ['low', 'Lower case']] });

  override async run(data: JobData<Rename>, commit: boolean) {
    const how: 'up' | 'low' = data.how;
    data.site.name = data.newName ?? how;
    await this.validatedSave(data.site);
    const others = await this.em.find(Site, { name: data.site.name, created: { $lt: new Date() } });
    this.logSuccess(data.site, \`Renamed, \${others.length} others, \${commit}\`);
    return others.map((site) => ({ id: site.id, name: site.name }));
  }
}
`;

test('the tarball holds what is needed and no more', async () => {
  const installed = join(folder, 'author/node_modules/@jobwright/sdk');
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));

  expect(new Set(await readdir(installed))).toEqual(new Set(['LICENSE', 'README.md', 'dist', 'package.json']));
  expect(Object.values(manifest.dependencies).filter((version) => !/^[\^~]?\d/.test(String(version)))).toEqual([]);
  expect(
    (await readdir(join(installed, 'dist'), { recursive: true })).filter((file) => file.includes('.test')),
  ).toEqual([]);
});

test('an author can write a job against it: types are there and exact', async () => {
  await write('job.ts', job);
  expect(await check()).toBe('');

  await write(
    'job.ts',
    job.replace("const how: 'up' | 'low'", "const how: 'up'").replace('data.newName ?? how', 'data.newName'),
  );
  expect((await check()).match(/error TS\d+/g)).toEqual(['error TS2322', 'error TS2322']);
});

test('the job is described by what was installed, in plain Node', async () => {
  await write('job.ts', job);
  await write(
    'describe.js',
    `import { describeModule, ModelRegistry } from '@jobwright/sdk/internal';
     import * as job from './job.ts';
     const described = describeModule(job, { models: new ModelRegistry([job.siteModel]) });
     console.log(JSON.stringify(described.jobs.map(({ name, variables }) => [name, variables.map((variable) => variable.name)])));`,
  );

  const { stdout } = await run(process.execPath, ['describe.js'], { cwd: join(folder, 'author'), env });

  expect(JSON.parse(stdout)).toEqual([['Rename', ['site', 'newName', 'how']]]);
});
