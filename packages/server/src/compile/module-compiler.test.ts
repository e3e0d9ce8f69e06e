import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CompiledModule, CompileOutcome, CompileProblem } from './compile-protocol.ts';
import { ModuleCompiler } from './module-compiler.ts';

let compiler: ModuleCompiler;
let folder: string;
let root: string;

beforeAll(() => {
  compiler = new ModuleCompiler();
});
afterAll(() => compiler.close());

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'compile-')));
  root = join(folder, 'jobs');
  mkdirSync(root);
  return () => rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function compile(entry: string, use = compiler): Promise<CompileOutcome> {
  return use.compileModule({
    root,
    entry,
    packageFolders: [join(root, 'node_modules')],
    runtimePackages: ['@jobwright/sdk'],
  });
}

async function compiled(entry: string): Promise<CompiledModule> {
  const outcome = await compile(entry);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome;
}

async function problem(entry: string, use = compiler): Promise<CompileProblem> {
  const outcome = await compile(entry, use);
  if (outcome.ok) throw new Error('It compiled.');
  return outcome.error;
}

/** Evaluates a bundle as the isolate does. */
function evaluate({ code }: CompiledModule, packages: Record<string, unknown> = {}): Record<string, unknown> {
  const module = { exports: {} };
  const require = (name: string) => packages[name];
  // oxlint-disable-next-line typescript/no-implied-eval -- the bundle under test
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports;
}

describe('a job module', () => {
  test('is compiled with what it imports from its own folder, TypeScript, JavaScript and JSON', async () => {
    write(
      'site.ts',
      "import { a } from './_lib/a.js';\nimport b from './_lib/b.mjs';\nimport data from './data.json';\nexport const sum: number = a + b + data.c;",
    );
    write('_lib/a.ts', 'export const a: number = 1;');
    write('_lib/b.mjs', 'export default 20;');
    write('data.json', '{ "c": 300 }');

    const module = await compiled('site.ts');

    expect(evaluate(module).sum).toBe(321);
    expect(module.inputs.map(({ path }) => path)).toEqual(['_lib/a.ts', '_lib/b.mjs', 'data.json', 'site.ts']);
  });

  test('takes the runtime packages from the isolate', async () => {
    write(
      'job.ts',
      "import { Job, type JobMeta } from '@jobwright/sdk';\nexport class Mine extends Job { static meta: JobMeta = {}; }",
    );
    const Job = function Job() {};

    const { Mine } = evaluate(await compiled('job.ts'), { '@jobwright/sdk': { Job } });

    expect(Object.getPrototypeOf(Mine)).toBe(Job);
    expect((Mine as { name: string }).name).toBe('Mine');
  });

  test('has the same digest wherever its folder lies', async () => {
    const source = "import { a } from './a.ts';\nimport { p } from 'pack';\nexport const b = a + p;";
    for (const base of ['', 'deeper/in/the/tree/']) {
      write(`${base}job.ts`, source);
      write(`${base}a.ts`, 'export const a = 1;');
      write(`${base}node_modules/pack/index.js`, 'export const p = 2;');
    }
    const first = await compiled('job.ts');
    const elsewhere = join(root, 'deeper/in/the/tree');

    const second = await compiler.compileModule({
      root: elsewhere,
      entry: 'job.ts',
      packageFolders: [join(elsewhere, 'node_modules')],
      runtimePackages: [],
    });

    expect(second).toMatchObject({ ok: true, digest: first.digest });
    expect(first.code + first.sourceMap).not.toContain(folder);
  });

  test('tells which exports are its own and which of them are abstract', async () => {
    write('base.ts', 'export abstract class Shared {}\nexport class Other {}');
    write(
      'job.ts',
      [
        "import { Shared, Other } from './base.ts';",
        "export { Other as Again } from './base.ts';",
        "export * from './base.ts';",
        'export abstract class Own extends Shared {}',
        'class Late extends Own {}',
        'abstract class LateBase {}',
        'export { Late as Renamed, LateBase, Other };',
        'export const name = "Jobs", Expression = class extends Own {};',
        'export function helper() {}',
        'export interface Shape {}',
        'export default class extends Own {}',
      ].join('\n'),
    );

    const { localExports, abstractNames } = await compiled('job.ts');

    expect(localExports).toEqual(['Own', 'Renamed', 'LateBase', 'name', 'Expression', 'helper', 'default']);
    expect(abstractNames).toEqual(['Own', 'LateBase']);
  });

  test('of an installed plugin is in a package folder itself, and may import its neighbours and other packages', async () => {
    const installed = join(root, 'node_modules/plugin/dist/jobs');
    write(
      'node_modules/plugin/dist/jobs/windows.js',
      "import { hour } from './_lib/hour.js'; import { p } from 'pack';\nexport const all = hour + p;",
    );
    write('node_modules/plugin/dist/jobs/_lib/hour.js', 'export const hour = 60;');
    write('node_modules/pack/package.json', '{ "name": "pack", "main": "index.js" }');
    write('node_modules/pack/index.js', 'exports.p = 2;');

    const outcome = await compiler.compileModule({
      root: installed,
      entry: 'windows.js',
      packageFolders: [join(root, 'node_modules')],
      runtimePackages: ['@jobwright/sdk'],
    });

    expect(outcome).toMatchObject({ ok: true, localExports: ['all'] });
    const module = outcome as CompiledModule;
    expect(evaluate(module)).toEqual({ all: 62 });
    expect(module.inputs.map(({ path }) => path)).toEqual(['_lib/hour.js', 'windows.js']);
    expect(JSON.parse(module.sourceMap).sources).toEqual(
      expect.arrayContaining(['windows.js', 'node_modules/pack/index.js']),
    );
  });

  test('may bundle npm packages that are installed beside it, also as links below node_modules', async () => {
    write(
      'job.ts',
      "import { plain } from 'plain';\nimport { deep } from '@scope/linked/deep';\nexport const sum = plain + deep;",
    );
    write('node_modules/plain/package.json', '{ "name": "plain", "main": "./main.cjs" }');
    write('node_modules/plain/main.cjs', 'exports.plain = 1;');
    write(
      'node_modules/.store/linked/package.json',
      '{ "exports": { "./deep": { "node": "./node.js", "browser": "./deep.js" } } }',
    );
    write('node_modules/.store/linked/deep.js', 'export const deep = 10;');
    mkdirSync(join(root, 'node_modules/@scope'));
    symlinkSync('../.store/linked', join(root, 'node_modules/@scope/linked'));

    const module = await compiled('job.ts');

    expect(evaluate(module).sum).toBe(11);
    expect(module.inputs.map(({ path }) => path)).toEqual(['job.ts']);
    expect((JSON.parse(module.sourceMap) as { sources: string[] }).sources).toContain('node_modules/plain/main.cjs');
  });

  describe('with packages that the configuration opens', () => {
    /** Writes a package elsewhere than beside the jobs. */
    function install(name: string, files: Readonly<Record<string, string>>): void {
      for (const [path, text] of Object.entries(files)) write(`../server/node_modules/${name}/${path}`, text);
    }

    const openTo = (...names: string[]): Promise<CompileOutcome> =>
      compiler.compileModule({
        root,
        entry: 'site.ts',
        packageFolders: [],
        packagePlaces: [
          {
            folder: join(folder, 'server'),
            only: names.map((name) => ({ name, folder: join(folder, 'server/node_modules', name) })),
          },
        ],
        runtimePackages: [],
      });

    beforeEach(() => {
      install('open', {
        'package.json': '{"main": "lib/open.js"}',
        'lib/open.js': "module.exports = require('./half') + require('helper');",
        'lib/half.js': 'module.exports = 20;',
      });
      install('helper', { 'index.js': 'module.exports = 1;' });
      install('closed', { 'index.js': 'module.exports = 2;' });
    });

    test('may bundle them, with what they need themselves', async () => {
      write('site.ts', "import open from 'open';\nexport const sum: number = open;");

      const outcome = await openTo('open');

      expect(outcome).toMatchObject({ ok: true });
      expect(evaluate(outcome as CompiledModule)).toMatchObject({ sum: 21 });
      expect(JSON.stringify(outcome)).not.toContain(folder.split('/').at(-1));
    });

    test.each(['closed', 'helper', 'open/../closed/index.js', '../server/node_modules/open/lib/open.js'])(
      'may not bundle %s beside them',
      async (specifier) => {
        write('site.ts', `import other from '${specifier}';\nexport const value = other;`);

        expect(await openTo('open')).toMatchObject({ ok: false, error: { code: 'JOBWRIGHT_COMPILE_IMPORT', line: 1 } });
      },
    );

    test('hears which import chain asked for a built-in, also through them', async () => {
      install('helper', { 'index.js': "module.exports = require('node:fs');" });
      write('site.ts', "import open from 'open';\nexport const value = open;");

      expect(await openTo('open')).toMatchObject({
        error: {
          code: 'JOBWRIGHT_COMPILE_NODE_BUILTIN',
          message: expect.stringContaining(
            'site.ts → node_modules/open/lib/open.js → node_modules/helper/index.js → node:fs.',
          ),
        },
      });
    });

    test('gets no package of the server in the place of a built-in', async () => {
      install('buffer', { 'index.js': 'exports.Buffer = 1;' });
      write('../server/data/jobs/site.ts', "import { Buffer } from 'buffer';\nexport const value = Buffer;");

      const outcome = await compiler.compileModule({
        root: join(folder, 'server/data/jobs'),
        entry: 'site.ts',
        packageFolders: [],
        runtimePackages: [],
      });

      expect(outcome).toMatchObject({ error: { code: 'JOBWRIGHT_COMPILE_NODE_BUILTIN' } });
    });
  });

  test('may load parts of itself with import()', async () => {
    write('job.ts', "export const load = () => import('./part.ts');");
    write('part.ts', 'export const value = 42;');

    const { load } = evaluate(await compiled('job.ts')) as { load: () => Promise<unknown> };

    await expect(load()).resolves.toMatchObject({ value: 42 });
  });
});

describe('a problem in a job module', () => {
  test('names file, line, column and shows the place', async () => {
    write('job.ts', "import './broken.ts';\n");
    write('broken.ts', 'const grüße = 1;\nconst a = (grüße ? );\nconst b = 2;');

    await expect(problem('job.ts')).resolves.toEqual({
      code: 'JOBWRIGHT_COMPILE_SYNTAX',
      message: 'Unexpected ")". It is imported by job.ts → broken.ts.',
      file: 'broken.ts',
      line: 2,
      column: 20,
      excerpt: [
        '  1 | const grüße = 1;',
        '> 2 | const a = (grüße ? );',
        '    |                    ^',
        '  3 | const b = 2;',
      ].join('\n'),
    });
  });

  test('is a missing export', async () => {
    write('job.ts', "import { nothing } from './other.ts';\nexport const a = nothing;");
    write('other.ts', 'export const something = 1;');

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_IMPORT',
      message: 'No matching export in "other.ts" for import "nothing"',
      file: 'job.ts',
      line: 1,
    });
  });

  test('is an await at the top level', async () => {
    write('job.ts', 'export const a = await Promise.resolve(1);');

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_SYNTAX',
      message: expect.stringContaining('cannot wait at its top level'),
      line: 1,
    });
  });

  test.each([
    ['../outside.ts', 'lies outside of the folder'],
    ['./missing.ts', 'does not exist'],
    ['/etc/passwd', 'no absolute paths'],
    ['file:///etc/passwd', 'no absolute paths'],
    ['https://example.com/a.js', 'no absolute paths'],
    ['data:text/javascript,export default 1', 'no absolute paths'],
    ['C:\\secret.json', 'no absolute paths'],
    ['not-installed', 'is not installed beside the jobs'],
    ['@jobwright/sdk/internal', 'import from "@jobwright/sdk" itself'],
    ['./text.txt', 'does not exist'],
  ])('is an import of %s', async (specifier, message) => {
    writeFileSync(join(folder, 'outside.ts'), 'export default 1;');
    write('text.txt', 'text');
    write('job.ts', `\nimport value from ${JSON.stringify(specifier)};\nexport const a = value;`);

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_IMPORT',
      message: expect.stringContaining(message),
      file: 'job.ts',
      line: 2,
      column: 19,
    });
  });

  test('is a link that leads out of the source, of a file or of a folder', async () => {
    writeFileSync(join(folder, 'secret.json'), '{ "password": "hunter2" }');
    symlinkSync('../secret.json', join(root, 'linked.json'));
    symlinkSync('..', join(root, 'up'));
    write('file.ts', "import secret from './linked.json';\nexport const a = secret;");
    write('folder.ts', "import secret from './up/secret.json';\nexport const a = secret;");

    const problems = await Promise.all([problem('file.ts'), problem('folder.ts')]);

    for (const { code, message, excerpt } of problems) {
      expect({ code, message }).toMatchObject({
        code: 'JOBWRIGHT_COMPILE_IMPORT',
        message: expect.stringContaining('is a link that leads out'),
      });
      expect(excerpt).not.toContain('hunter2');
    }
  });

  test('is a module that is itself a link out of the source', async () => {
    writeFileSync(join(folder, 'outside.ts'), 'export const a = 1;');
    symlinkSync('../outside.ts', join(root, 'job.ts'));

    await expect(problem('job.ts')).resolves.toMatchObject({ code: 'JOBWRIGHT_COMPILE_IMPORT' });
  });

  test('is a package that leads out of its folder by its manifest', async () => {
    writeFileSync(join(folder, 'secret.js'), 'export const password = "hunter2";');
    write(
      'node_modules/evil/package.json',
      '{ "main": "../../../secret.js", "browser": { "./a.js": "../../../secret.js" } }',
    );
    write('node_modules/evil/b.js', "export * from './a.js';");
    write('node_modules/evil/a.js', 'export const password = 1;');
    write('main.ts', "export * from 'evil';");
    write('mapped.ts', "export * from 'evil/b.js';");

    await expect(problem('main.ts')).resolves.toMatchObject({ code: 'JOBWRIGHT_COMPILE_IMPORT' });
    expect(JSON.stringify(await compile('mapped.ts'))).not.toContain('hunter2');
  });

  test('reads no tsconfig.json and quotes no file that is linked as package.json', async () => {
    writeFileSync(join(folder, 'secret'), 'root:hunter2:0');
    symlinkSync('../secret', join(root, 'package.json'));
    symlinkSync('../secret', join(root, 'tsconfig.json'));
    write('job.ts', "import 'pack';\nexport const a = 1;");

    expect(JSON.stringify(await compile('job.ts'))).not.toContain('hunter2');
  });

  test('is a Node built-in, with the chain of imports that leads to it', async () => {
    write('job.ts', "import { a } from './helper.ts';\nexport const b = a;");
    write('helper.ts', "// read\nimport { a } from 'reader';\nexport { a };");
    write('node_modules/reader/index.js', "import { readFileSync } from 'fs';\nexport const a = readFileSync;");

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_NODE_BUILTIN',
      message:
        '"fs" is a built-in of Node.js, which jobs do not have. It is imported by job.ts → helper.ts → node_modules/reader/index.js → fs.',
      file: 'helper.ts',
      line: 2,
      column: 19,
    });
  });

  test.each(['node:child_process', 'fs/promises', 'buffer', 'process'])('is the built-in %s', async (name) => {
    write('job.ts', `import * as it from ${JSON.stringify(name)};\nexport const a = it;`);

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_NODE_BUILTIN',
      message: expect.stringContaining(`job.ts → ${name}`),
      line: 1,
    });
  });

  test('is a package that is missing, with the chain of imports that asks for it', async () => {
    write('job.ts', "import { a } from './helper.ts';\nexport const b = a;");
    write('helper.ts', "import { a } from 'reader';\nexport { a };\nexport * from './job.ts';");
    write('node_modules/reader/index.js', "export { a } from 'left-out';");

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_IMPORT',
      message:
        'The package "left-out" is not installed beside the jobs. Install it there, name its plugin in the configuration, or have the operator allow it in "jobPackages". It is imported by job.ts → helper.ts → node_modules/reader/index.js.',
      file: 'node_modules/reader/index.js',
      line: 1,
    });
  });

  test('is native code that a package comes to, with the chain of imports that leads to it', async () => {
    write('job.ts', "import { a } from 'reader';\nexport const b = a;");
    write('node_modules/reader/index.js', "module.exports = require('./build/reader.node');");
    write('node_modules/reader/build/reader.node', '\u007fELF');

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_IMPORT',
      message:
        'node_modules/reader/build/reader.node is no JavaScript, TypeScript or JSON: jobs cannot import it. It is imported by job.ts → node_modules/reader/index.js.',
    });
  });

  test('is a package with native code', async () => {
    write('job.ts', "import native from 'native';\nexport const a = native;");
    write('node_modules/native/package.json', '{ "main": "./addon.node" }');
    write('node_modules/native/addon.node', '\u007fELF');

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_IMPORT',
      message: 'node_modules/native/addon.node is no JavaScript, TypeScript or JSON: jobs cannot import it.',
      file: 'job.ts',
    });
  });
});

describe('hostile input', () => {
  const million = 1_000_000;

  test.each([
    ['parentheses', `export const a = ${'('.repeat(million / 2)}1${')'.repeat(million / 2)};`],
    ['open brackets', `export const a = ${'['.repeat(million)}`],
    ['JSON', `import a from './deep.json';\nexport const b = a;`],
    ['a file of 3 MB', `export const a = "${'x'.repeat(3 * million)}";`],
  ])('of %s is refused by its limit', async (_name, source) => {
    write('deep.json', '['.repeat(million));
    write('job.ts', source);

    await expect(problem('job.ts')).resolves.toMatchObject({
      code: 'JOBWRIGHT_COMPILE_LIMIT',
      message: expect.stringMatching(/brackets|larger/),
    });
  });

  test.each([
    ['unary operators', `export const a = ${'!'.repeat(million)}1;`],
    ['arrow functions', `export const a = ${'a=>'.repeat(million / 4)}1;`],
    ['additions', `export const a = ${'1+'.repeat(million / 2)}1;`],
    ['exponents', `export const a = ${'1**'.repeat(million / 3)}1;`],
    ['conditions', `export const a = ${'1?2:'.repeat(million / 4)}1;`],
    ['else branches', `let a = 1; ${'if (a) {} else '.repeat(million / 15)} {}`],
    ['types', `export type A = ${'keyof '.repeat(million / 6)} B;`],
    ['member chains', `export const a = x${'.a'.repeat(million / 2)};`],
  ])('of %s a million characters long costs its own module only', async (_name, source) => {
    write('hostile.ts', source);
    write('good.ts', 'export const a = 1;');

    const [hostile, good] = await Promise.all([compile('hostile.ts'), compile('good.ts')]);

    expect(hostile.ok ? 'compiled' : hostile.error.code).toMatch(
      /^compiled$|^JOBWRIGHT_COMPILE_(?:CRASHED|TIMEOUT|SYNTAX)$/,
    );
    expect(good).toMatchObject({ ok: true });
  });

  test('that takes longer than the time limit is given up, and the next module is compiled', async () => {
    await using impatient = new ModuleCompiler({ timeLimitMs: 1 });
    write('slow.ts', 'export const a = 1;');

    await expect(problem('slow.ts', impatient)).resolves.toEqual({
      code: 'JOBWRIGHT_COMPILE_TIMEOUT',
      message: 'Compiling took longer than 0.001 s. Simplify the module.',
      file: 'slow.ts',
    });
  });
});

test('a closed compiler refuses to work', async () => {
  const closed = new ModuleCompiler();
  await closed.close();
  write('job.ts', '');

  await expect(compile('job.ts', closed)).rejects.toMatchObject({ code: 'JOBWRIGHT_COMPILER_UNAVAILABLE' });
});
