import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliFolder } from '../cli/run-cli.ts';
import { Platform, superuserToken } from '../support/platform.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const config = fileURLToPath(new URL('jobwright.config.ts', import.meta.url));

let folder: string;
let cli: CliFolder;
/** What the command writes, of the plugins of the configuration. */
let written: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jobwright-types-'));
  cli = new CliFolder({});
  const { exitCode, stderr } = await cli.run(['--config', config, 'types', '--out', join(folder, 'models.d.ts')]);
  if (exitCode !== 0) throw new Error(stderr);
  written = readFileSync(join(folder, 'models.d.ts'), 'utf8');
});
afterAll(() => {
  cli[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A repository of jobs in which only these packages are installed. */
function makeRepository(name: string, installed: readonly string[]): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'node_modules/@jobwright'), { recursive: true });
  for (const one of installed)
    symlinkSync(join(repository, 'packages', one), join(root, 'node_modules/@jobwright', one));
  symlinkSync(join(repository, 'node_modules/@types'), join(root, 'node_modules/@types'));
  symlinkSync(join(repository, 'examples/jobs/node_modules/csv-parse'), join(root, 'node_modules/csv-parse'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable', 'esnext.error'],
    module: 'nodenext',
    types: ['node'],
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    // The packages of this repository, from their sources.
    customConditions: ['@jobwright/source'],
  };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }));
  return root;
}

/** What the compiler says; empty when it is content. It looks into the declarations as well. */
async function compile(root: string): Promise<string> {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  return await promisify(execFile)(process.execPath, [compiler, '-p', root, '--pretty', 'false'], { cwd: root }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

test('jobs compile against the declarations alone, and their mistakes are errors still', async () => {
  const root = makeRepository('jobs', ['sdk']);
  writeFileSync(join(root, 'models.d.ts'), written);
  cpSync(fileURLToPath(new URL('jobs/windows.ts', import.meta.url)), join(root, 'windows.ts'));
  for (const name of ['new_branch', 'device_connections', 'import_devices', 'reserve_prefixes', 'top_of_rack_console'])
    cpSync(join(repository, `examples/jobs/${name}.ts`), join(root, `${name}.ts`));

  expect(await compile(root)).toBe('');
});

test('without the declarations, the same jobs do not compile', async () => {
  const root = makeRepository('undeclared', ['sdk']);
  cpSync(fileURLToPath(new URL('jobs/windows.ts', import.meta.url)), join(root, 'windows.ts'));

  expect(await compile(root)).toMatch(
    /^windows\.ts\(1,\d+\): error TS2307: Cannot find module '@jobwright\/inventory'/,
  );
});

test('the declarations have every property of the package, with its type or with unknown', async () => {
  const root = makeRepository('compared', ['sdk', 'inventory']);
  writeFileSync(join(root, 'models.d.ts'), written.replaceAll("'@jobwright/inventory'", "'declared'"));
  writeFileSync(
    join(root, 'compare.ts'),
    `import type * as declared from 'declared';
     import type * as real from '@jobwright/inventory';

     type Scalar = string | number | boolean | bigint | Date | null | undefined;
     type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
     type Entity<Class> = Class extends abstract new (...args: never[]) => infer Of ? Of : never;
     type Differences<Real, Declared> =
       | Exclude<keyof Real & string, keyof Declared>
       | Exclude<keyof Declared & string, keyof Real>
       | { [Name in keyof Real & keyof Declared & string]:
             unknown extends Declared[Name] ? never
             : Declared[Name] extends Scalar ? (Same<Real[Name], Declared[Name]> extends true ? never : Name)
             : Declared[Name] extends object ? (Real[Name] extends object ? never : Name)
             : never }[keyof Real & keyof Declared & string];
     type Both<Name extends string, Real, Declared> = [Real] extends [never] ? never
       : [Declared] extends [never] ? Name : \`\${Name}.\${Differences<Real, Declared>}\`;
     type All = { [Name in keyof typeof real]: Name extends keyof typeof declared
       ? Both<Name, Entity<(typeof real)[Name]>, Entity<(typeof declared)[Name]>>
       : Name }[keyof typeof real];

     export const differences: [All] extends [never] ? 'none' : All = 'none';
     // That it compares anything: a property that is no other.
     export const found: Differences<declared.Site, declared.Region> = 'devices';`,
  );

  expect(await compile(root)).toBe('');
});

test('a server gives any of its users the same declarations, and --check tells whether a file has them', async () => {
  await using platform = await Platform.start({ folder: new URL('.', import.meta.url) });
  using elsewhere = new CliFolder({ JOBWRIGHT_TOKEN: superuserToken });
  const types = ['types', '--url', platform.url, '--out', 'types/models.d.ts'];

  const missing = await elsewhere.run([...types, '--check']);
  const first = await elsewhere.run(types);
  const upToDate = await elsewhere.run([...types, '--check']);
  const text = readFileSync(join(elsewhere.path, 'types/models.d.ts'), 'utf8');
  elsewhere.write('types/models.d.ts', text.replace('reason: string;', 'reason: number;'));
  const changed = await elsewhere.run([...types, '--check']);

  expect(first.exitCode).toBe(0);
  expect(text).toBe(written);
  expect([missing, upToDate, changed].map(({ exitCode }) => exitCode)).toEqual([1, 0, 1]);
  expect(missing.stderr).toContain('types/models.d.ts is not there.');
  expect(changed.stderr).toContain('types/models.d.ts is not up to date.');
  expect(readFileSync(join(elsewhere.path, 'types/models.d.ts'), 'utf8')).toContain('reason: number;');
});

test('packages that are installed beside the file are left out, unless all are asked for', async () => {
  const out = join(makeRepository('installed', ['sdk', 'inventory']), 'models.d.ts');

  const { stderr } = await cli.run(['--config', config, 'types', '--out', out]);
  const some = readFileSync(out, 'utf8');
  await cli.run(['--config', config, 'types', '--out', out, '--all']);
  const all = readFileSync(out, 'utf8');

  expect(stderr).toContain('Left out @jobwright/inventory');
  expect(some).toContain("declare module '@jobwright/plugin-example'");
  expect(some).not.toContain("declare module '@jobwright/inventory'");
  expect(all).toBe(written);
});

test('a call without a file of declarations is refused', async () => {
  const check = await cli.run(['types', '--check']);
  const source = await cli.run(['types', '--out', 'models.ts']);

  expect([check.exitCode, source.exitCode]).toEqual([2, 2]);
  expect(check.stderr).toContain('--check needs the file');
  expect(source.stderr).toContain('its name must end with .d.ts');
});
