import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JobDescriptor } from '@jobwright/sdk/internal';
import { ModuleCompiler } from '../compile/module-compiler.ts';
import { openDatabase, type Database } from '../database/orm.ts';
import { JobDataFile } from '../modules/jobs/job-data-file.entity.ts';
import { JobModule } from '../modules/jobs/job-module.entity.ts';
import { Job } from '../modules/jobs/job.entity.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { discoverJobs, discoverSource, type ModuleReport } from './discover.ts';
import { createLocalSource } from './folder-source.ts';
import type { JobSource } from './job-source.ts';
import type { DescribeOutcome, ModuleDescriber, ModuleToDescribe } from './module-describer.ts';

/** Describes modules of plain classes, without an isolate: what isolates say about real jobs is tested with them. */
class PlainDescriber implements ModuleDescriber {
  readonly described: string[] = [];

  describe({ code, filename, localExports, abstractNames }: ModuleToDescribe): Promise<DescribeOutcome> {
    this.described.push(filename);
    const module = { exports: {} as Record<string, unknown> };
    try {
      const run = runInContext(`(function (module, exports) {\n${code}\n})`, createContext({}), {
        filename,
        lineOffset: -1,
      }) as (...args: unknown[]) => void;
      run(module, module.exports);
    } catch (error) {
      const { name, message, stack } = error as Error;
      return Promise.resolve({ ok: false, error: { name, message, ...(stack === undefined ? {} : { stack }) } });
    }
    const names = localExports.filter(
      (name) => typeof module.exports[name] === 'function' && !abstractNames.includes(name),
    );
    const title = module.exports.name;
    return Promise.resolve({
      ok: true,
      descriptor: {
        ...(typeof title === 'string' ? { name: title } : {}),
        jobs: names.map((name) => descriptorOf(name)),
      },
    });
  }
}

function descriptorOf(className: string): JobDescriptor {
  return {
    className,
    name: `The job ${className}`,
    description: '',
    commitDefault: true,
    readOnly: false,
    hidden: false,
    fieldOrder: [],
    singleton: false,
    onConflict: 'queue',
    variables: [],
    methods: ['run'],
    hasPostRun: false,
    warnings: [],
  };
}

let testDatabase: TestDatabase;
let database: Database;
let compiler: ModuleCompiler;
let root: string;
let describer: PlainDescriber;

beforeAll(async () => {
  compiler = new ModuleCompiler();
});
afterAll(() => compiler.close());

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  root = realpathSync(mkdtempSync(join(tmpdir(), 'discover-')));
  describer = new PlainDescriber();
  return async () => {
    await database[Symbol.asyncDispose]();
    await testDatabase[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  };
});

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function discover(
  sources: readonly JobSource[] = [createLocalSource(root)],
  runtimeDigest = 'r1',
): Promise<readonly ModuleReport[]> {
  const look = (source: JobSource) => discoverSource(source, optionsOf(runtimeDigest));
  return discoverJobs(sources, { em: database.orm.em.fork(), look });
}

function optionsOf(runtimeDigest = 'r1') {
  const runtime = { digest: runtimeDigest, packages: ['@jobwright/sdk'] };
  return { em: database.orm.em.fork(), compiler, describer, runtime };
}

async function statuses(reports: Promise<readonly ModuleReport[]>): Promise<Record<string, string>> {
  return Object.fromEntries((await reports).map(({ path, status }) => [path, status]));
}

function jobs() {
  return database.orm.em.fork().find(Job, {}, { populate: ['module', 'bundle'], orderBy: { classPath: 'asc' } });
}

function modules(): Promise<JobModule[]> {
  return database.orm.em.fork().find(JobModule, {}, { populate: ['bundle'], orderBy: { modulePath: 'asc' } });
}

describe('discovery of a folder', () => {
  test('lists each file with its exported classes, but no abstract, imported or passed-on ones', async () => {
    write('_base.ts', 'export class Shared {}');
    write(
      'sites.ts',
      "import { Shared } from './_base.ts';\nexport const name = 'Sites';\nexport abstract class Base extends Shared {}\nexport class A extends Base {}\nexport class B extends Base {}\nexport { Shared };",
    );
    write('deep/er/racks.js', 'export class Racks {}');

    expect(await statuses(discover())).toEqual({ 'local/deep.er.racks': 'described', 'local/sites': 'described' });

    const found = await jobs();
    expect(found.map(({ classPath, name, enabled, installed }) => ({ classPath, name, enabled, installed }))).toEqual([
      { classPath: 'local/deep.er.racks/Racks', name: 'The job Racks', enabled: true, installed: true },
      { classPath: 'local/sites/A', name: 'The job A', enabled: true, installed: true },
      { classPath: 'local/sites/B', name: 'The job B', enabled: true, installed: true },
    ]);
    expect((await modules()).map(({ displayName, sourceFile }) => ({ displayName, sourceFile }))).toEqual([
      { displayName: 'deep.er.racks', sourceFile: 'deep/er/racks.js' },
      { displayName: 'Sites', sourceFile: 'sites.ts' },
    ]);
  });

  test('ignores tests, declarations, settings of tools, packages and hidden files', async () => {
    const source = 'export class A {}';
    for (const file of [
      'a.test.ts',
      'b.spec.js',
      'c.d.ts',
      'vitest.config.ts',
      '.hidden.ts',
      '_own.ts',
      '_lib/d.ts',
      'node_modules/e/index.js',
      '.git/f.js',
      'g.cjs',
      'h.tsx',
      'README.md',
    ]) {
      write(file, source);
    }

    expect(await discover()).toEqual([]);
  });

  test('finds nothing in a folder that does not exist', async () => {
    expect(await discover([createLocalSource(join(root, 'missing'))])).toEqual([]);
  });

  test('gives a job the same id in every database', async () => {
    write('sites.ts', 'export class A {}');
    await discover();

    expect((await jobs())[0]?.id).toBe('01a65ec4-ddfd-5fa1-ae33-4a1dcb76e3c2');
  });

  test('lists files whose names cannot be paths, and two files for one module, with what to do', async () => {
    write('my jobs.ts', 'export class A {}');
    write('same.js', 'export class A {}');
    write('same.ts', 'export class A {}');

    const reports = await discover();

    expect(reports.map(({ path, status, error }) => [path, status, error?.code])).toEqual([
      ['local/my jobs.ts', 'broken', 'JOBWRIGHT_MODULE_NAME'],
      ['local/same', 'described', undefined],
      ['local/same.ts', 'broken', 'JOBWRIGHT_MODULE_NAME'],
    ]);
    expect(reports[2]?.error?.message).toBe(
      'same.js and same.ts would be the same module. Rename or remove one of them.',
    );
  });
});

describe('discovery for the second time', () => {
  test('describes nothing again while nothing changed', async () => {
    write('a.ts', "import { b } from './_b.ts';\nexport class A { b = b }");
    write('_b.ts', 'export const b = 1;');
    await discover();

    expect(await statuses(discover())).toEqual({ 'local/a': 'unchanged' });
    expect(describer.described).toEqual(['job:///local/a']);
  });

  test.each<[string, () => void, string | undefined]>([
    ['an imported file changed', () => write('_b.ts', 'export const b = 2;'), undefined],
    ['a data file changed', () => write('data.yaml', 'a: 2'), undefined],
    ['the versions of packages changed', () => write('package-lock.json', '{"lockfileVersion": 4}'), undefined],
    ['the runtime changed', () => undefined, 'r2'],
  ])('describes modules again when %s', async (_what, change, runtimeDigest) => {
    write('a.ts', "import { b } from './_b.ts';\nexport class A { b = b }");
    write('_b.ts', 'export const b = 1;');
    write('data.yaml', 'a: 1');
    write('package-lock.json', '{}');
    await discover();

    change();

    expect(await statuses(discover([createLocalSource(root)], runtimeDigest))).toEqual({ 'local/a': 'described' });
  });

  test('gives changed jobs their new bundle and keeps their ids', async () => {
    write('a.ts', 'export class A { version = 1 }');
    await discover();
    const [before] = await jobs();

    write('a.ts', 'export class A { version = 2 }');
    await discover();

    const [after] = await jobs();
    expect(after?.id).toBe(before?.id);
    expect(after?.bundle.$.digest).not.toBe(before?.bundle.$.digest);
    expect(after?.bundle.$.code).toContain('version=2');
  });

  test('keeps what is gone as not installed, and takes it back when it returns', async () => {
    write('a.ts', 'export class A {}\nexport class B {}');
    write('b.ts', 'export class C {}');
    await discover();
    const ids = (await jobs()).map((job) => job.id);

    write('a.ts', 'export class A {}');
    rmSync(join(root, 'b.ts'));
    const reports = await statuses(discover());

    expect(reports).toEqual({ 'local/a': 'described', 'local/b': 'removed' });
    expect((await jobs()).map(({ classPath, installed }) => [classPath, installed])).toEqual([
      ['local/a/A', true],
      ['local/a/B', false],
      ['local/b/C', false],
    ]);

    write('a.ts', 'export class A {}\nexport class B {}');
    write('b.ts', 'export class C {}');
    await discover();

    const back = await jobs();
    expect(back.map((job) => job.installed)).toEqual([true, true, true]);
    expect(back.map((job) => job.id)).toEqual(ids);
  });

  test('removes the modules of sources that are no longer configured', async () => {
    write('a.ts', 'export class A {}');
    const plugin: JobSource = {
      ...createLocalSource(root),
      kind: 'plugin',
      slug: 'plugin',
      modulePrefix: 'my_plugin.jobs.',
    };
    expect(await statuses(discover([plugin]))).toEqual({ 'plugin/my_plugin.jobs.a': 'described' });

    expect(await statuses(discover())).toEqual({ 'local/a': 'described', 'plugin/my_plugin.jobs.a': 'removed' });
    expect((await jobs()).map(({ classPath, installed }) => [classPath, installed])).toEqual([
      ['local/a/A', true],
      ['plugin/my_plugin.jobs.a/A', false],
    ]);
  });

  test('runs in two servers at once without harm', async () => {
    write('a.ts', 'export class A {}');

    await Promise.all([discover(), discover(), discover()]);

    expect((await jobs()).map((job) => job.classPath)).toEqual(['local/a/A']);
  });
});

describe('a broken module', () => {
  test('is listed with its error, and the others are not harmed', async () => {
    write('bad.ts', 'export class Bad {\n  a = ;\n}');
    write('good.ts', 'export class Good {}');

    expect(await statuses(discover())).toEqual({ 'local/bad': 'broken', 'local/good': 'described' });

    expect((await modules())[0]).toMatchObject({
      modulePath: 'bad',
      bundle: null,
      error: { code: 'JOBWRIGHT_COMPILE_SYNTAX', message: 'Unexpected ";"', file: 'bad.ts', line: 2, column: 7 },
    });
  });

  test('that throws when it is loaded shows where', async () => {
    write('bad.ts', 'const limit: number = 1;\nif (limit > 0) throw new RangeError("too much");\nexport class Bad {}');

    await discover();

    expect((await modules())[0]?.error).toEqual({
      code: 'JOBWRIGHT_MODULE_LOAD',
      message: 'The module cannot be loaded: RangeError: too much',
      file: 'bad.ts',
      line: 2,
      column: 22,
      excerpt: [
        '  1 | const limit: number = 1;',
        '> 2 | if (limit > 0) throw new RangeError("too much");',
        '    |                      ^',
        '  3 | export class Bad {}',
      ].join('\n'),
    });
  });

  test('keeps its jobs on their last good bundle until it is mended', async () => {
    write('a.ts', 'export class A { version = 1 }');
    await discover();

    write('a.ts', 'export class A { version = }');
    await discover();

    const [module] = await modules();
    const [job] = await jobs();
    expect(module?.error?.code).toBe('JOBWRIGHT_COMPILE_SYNTAX');
    expect(job).toMatchObject({ classPath: 'local/a/A', installed: true });
    expect(job?.bundle.$.code).toContain('version=1');

    write('a.ts', 'export class A { version = 1 }');
    expect(await statuses(discover())).toEqual({ 'local/a': 'described' });
    expect((await modules())[0]?.error).toBeNull();
  });
});

test('Names that the database cannot store do not keep other modules from being stored', async () => {
  write('odd.ts', "export const name = 'a\\0b\\uD800' + 'c'.repeat(300);\nexport class Odd {}");
  write('bad.ts', "throw new Error('null \\0');");

  await discover();

  expect((await modules()).map(({ displayName, error }) => [displayName.slice(0, 6), error?.message])).toEqual([
    ['bad', 'The module cannot be loaded: Error: null \uFFFD'],
    ['a\uFFFDb\uFFFDcc', undefined],
  ]);
});

describe('data files', () => {
  test('travel with the bundle, under the digests of their content', async () => {
    write('a.ts', 'export class A {}');
    write('data.yaml', 'answer: 42\n');
    write('more/list.json', '[1]');
    write('package.json', '{}');
    await discover();

    const [job] = await jobs();
    const { dataFiles } = job!.bundle.$;
    expect(dataFiles).toEqual({
      'data.yaml': '1f3c4ea1abdc49fd2dc7cb3f4a68ea183a6d6bae10e2267b3f8b762e07087b5e',
      'more/list.json': '080a9ed428559ef602668b4c00f114f1a11c3f6b02a435f0bdc154578e4d7f22',
    });
    const stored = await database.orm.em.fork().findOneOrFail(JobDataFile, { digest: dataFiles['data.yaml']! });
    expect(stored.content).toBe('answer: 42\n');
  });

  test('acceptance 41: that are links out of the source are left out', async () => {
    write('a.ts', 'export class A {}');
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'secret.json'), '"hunter2"');
    symlinkSync(join(outside, 'secret.json'), join(root, 'linked.json'));

    await discover();

    expect((await jobs())[0]?.bundle.$.dataFiles).toEqual({});
    rmSync(outside, { recursive: true });
  });
});

describe('a source that is not the operator’s own', () => {
  test('has its modules put off when its time is over, and goes on from there', async () => {
    write('a.ts', 'export class A {}');
    write('b.ts', 'export class B {}');
    const look = (timeMs: number) =>
      discoverSource(createLocalSource(root), { ...optionsOf(), limits: { timeMs, bundleBytes: 1_000_000 } });

    const reports = await look(-1);

    expect(reports).toMatchObject([
      { path: 'local/a', status: 'broken', error: { code: 'JOBWRIGHT_MODULE_PUT_OFF', file: 'a.ts' } },
      { path: 'local/b', status: 'broken' },
    ]);
    expect(await statuses(look(60_000))).toEqual({ 'local/a': 'described', 'local/b': 'described' });
    expect(await statuses(look(-1))).toEqual({ 'local/a': 'unchanged', 'local/b': 'unchanged' });
  });

  test('brings no more code than it may at a time', async () => {
    write('_large.ts', `export const large = "${'x'.repeat(10_000)}";`);
    for (const name of ['a', 'b', 'c'])
      write(`${name}.ts`, `import { large } from './_large.ts';\nexport class Job { large = large }`);
    const look = () =>
      discoverSource(createLocalSource(root), { ...optionsOf(), limits: { timeMs: 60_000, bundleBytes: 30_000 } });

    expect(await statuses(look())).toEqual({ 'local/a': 'described', 'local/b': 'described', 'local/c': 'broken' });
    expect(await statuses(look())).toEqual({ 'local/a': 'unchanged', 'local/b': 'unchanged', 'local/c': 'described' });
  });

  test('is left as it was when the look is given up', async () => {
    write('a.ts', 'export class A {}');
    const signal = AbortSignal.abort(new Error('given up'));

    await expect(discoverSource(createLocalSource(root), { ...optionsOf(), signal })).rejects.toThrow('given up');
    expect(await modules()).toEqual([]);
  });
});

test('hundreds of modules are stored, updated and taken back, a few at a time', async () => {
  for (let index = 0; index < 120; index += 1) write(`m${index}.ts`, `export class Job${index} {}`);

  expect(Object.values(await statuses(discover()))).toEqual(Array.from({ length: 120 }, () => 'described'));
  expect(await jobs()).toHaveLength(120);
  for (let index = 0; index < 100; index += 1) rmSync(join(root, `m${index}.ts`));
  const reports = await discover();

  expect(reports.filter(({ status }) => status === 'removed')).toHaveLength(100);
  expect((await jobs()).filter(({ installed }) => installed)).toHaveLength(20);
  expect((await modules()).filter(({ installed }) => installed)).toHaveLength(20);
});
