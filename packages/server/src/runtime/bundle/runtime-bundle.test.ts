import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRuntimeBundle } from './runtime-bundle.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-bundle-'));
  write('entry.ts', 'export function boot(runtime: object) { (globalThis as any).booted = runtime; }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function addPackage(name: string, source: string): void {
  write(
    `node_modules/${name}/package.json`,
    JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }),
  );
  write(`node_modules/${name}/index.js`, source);
}

function load(...modelPackages: string[]) {
  return loadRuntimeBundle({
    modelPackages: modelPackages.map((name) => ({ name, resolveFrom: folder })),
    cacheFolder: join(folder, 'cache'),
    sandboxEntry: join(folder, 'entry.ts'),
  });
}

interface Booted {
  readonly packages: ReadonlyMap<string, () => Record<string, unknown>>;
  readonly modelPackages: readonly string[];
}

/** Evaluates a bundle in a realm with nothing of Node in it, and then its packages. */
function evaluate(code: string) {
  const context = createContext({});
  runInContext(code, context);
  const { packages, modelPackages } = (context as { readonly booted: Booted }).booted;
  return {
    packages: new Map([...packages].map(([name, evaluatePackage]) => [name, evaluatePackage()])),
    modelPackages,
  };
}

describe('the runtime bundle', () => {
  test('hands sdk, MikroORM and the models to the sandbox under the names that jobs import', async () => {
    addPackage('models', 'export class Site {}');

    const bundle = await load('models');

    const { packages, modelPackages } = evaluate(bundle.code);
    expect([...packages.keys()]).toEqual(['@jobwright/sdk', '@mikro-orm/core', 'models']);
    expect(bundle.packages).toEqual(['@jobwright/sdk', '@mikro-orm/core', 'models']);
    expect(modelPackages).toEqual(['models']);
    expect((packages.get('models')?.Site as { name: string } | undefined)?.name).toBe('Site');
    expect(packages.get('@mikro-orm/core')?.MikroORM).toBeTypeOf('function');
  });

  test('evaluates a package when it is asked for', async () => {
    addPackage('late', 'globalThis.evaluated = true; export const value = 1;');
    const { code } = await load('late');
    const context = createContext({}) as { evaluated?: boolean; booted: Booted };

    runInContext(code, context);
    const before = context.evaluated;
    const late = context.booted.packages.get('late')?.();

    expect([before, context.evaluated, late]).toEqual([undefined, true, { value: 1 }]);
  });

  test('holds one copy of MikroORM, also for models that are installed elsewhere', async () => {
    addPackage('uses-orm', "import { EntitySchema } from '@mikro-orm/core'; export { EntitySchema as Theirs };");

    const { packages } = evaluate((await load('uses-orm')).code);

    expect(packages.get('uses-orm')?.Theirs).toBe(packages.get('@mikro-orm/core')?.EntitySchema);
  });

  test('keeps the names of classes and of constructor parameters', async () => {
    addPackage(
      'named',
      'export class Rack { constructor(height) { this.height = height; } }\nexport const source = String(Rack);',
    );

    const { packages } = evaluate((await load('named')).code);

    expect(packages.get('named')?.source).toContain('constructor(height)');
  });

  test('keeps the names of functions that had to be renamed', async () => {
    addPackage('renamed', "import { p } from './p.js'; export const other = p; export function q() {}");
    write('node_modules/renamed/p.js', 'function q() { return 1; } export { q as p };');

    const { packages } = evaluate((await load('renamed')).code);

    const { other, q } = packages.get('renamed') as Record<string, { readonly name: string }>;
    expect([other?.name, q?.name]).toEqual(['q', 'q']);
  });

  test('refuses a model package that imports a Node built-in and names the chain of imports', async () => {
    addPackage('unsafe', "import './deep.js'; export class A {}");
    write('node_modules/unsafe/deep.js', "import { readFileSync } from 'node:fs'; readFileSync('x');");

    await expect(load('unsafe')).rejects.toMatchObject({
      code: 'JOBWRIGHT_RUNTIME_BUNDLE',
      message: expect.stringMatching(/"node:fs".*unsafe\/index\.js → .*unsafe\/deep\.js → node:fs/),
    });
  });

  test('refuses a model package that does not exist', async () => {
    await expect(load('no-such-models')).rejects.toMatchObject({
      code: 'JOBWRIGHT_RUNTIME_BUNDLE',
      message: expect.stringContaining('Could not resolve "no-such-models"'),
    });
  });

  test('comes from the cache until a source file changes', async () => {
    addPackage('cached', 'export const version = 1;');
    const first = await load('cached');

    const again = await load('cached');
    const file = write('node_modules/cached/index.js', 'export const version = 2;');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    const changed = await load('cached');

    expect(again).toEqual(first);
    expect(changed.digest).not.toBe(first.digest);
    expect(evaluate(changed.code).packages.get('cached')?.version).toBe(2);
  });

  test('is built again when a cached file is damaged', async () => {
    addPackage('damaged', 'export const value = 1;');
    const first = await load('damaged');
    write(`cache/${first.digest}.js`, 'damaged');

    const again = await load('damaged');

    expect(again.code).toBe(first.code);
  });
});
