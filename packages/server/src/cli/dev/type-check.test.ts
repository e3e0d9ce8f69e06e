import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { checkTypes, findTypeChecker, parseProblems } from './type-check.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'type-check-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** A compiler that does what a script says, installed above the folder `jobs`. */
function installCompiler(script: string): void {
  const place = join(folder, 'node_modules/typescript');
  mkdirSync(join(folder, 'jobs'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(folder, 'tsconfig.json'), '{}');
  writeFileSync(join(place, 'package.json'), '{ "version": "9.9.9", "bin": { "tsc": "./tsc.js" } }');
  writeFileSync(join(place, 'tsc.js'), script);
}

function findInstalled() {
  const found = findTypeChecker(join(folder, 'jobs'));
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

test('the compiler is that of the repository of the jobs', () => {
  installCompiler('');

  expect(findInstalled()).toEqual({
    version: '9.9.9',
    program: join(folder, 'node_modules/typescript/tsc.js'),
    tsconfig: join(folder, 'tsconfig.json'),
    jobsRoot: join(folder, 'jobs'),
  });
});

test('without a compiler or a tsconfig, the reason is told', () => {
  const withoutConfig = findTypeChecker(folder);
  writeFileSync(join(folder, 'tsconfig.json'), '{}');
  const withoutCompiler = findTypeChecker(folder);

  expect(withoutConfig).toEqual({ reason: 'There is no tsconfig.json in the jobs folder or above it.' });
  expect(withoutCompiler).toEqual({
    reason: 'TypeScript is not installed here. Install it with "npm install --save-dev typescript".',
  });
});

test('problems have their place, an excerpt, and all lines of their message', () => {
  writeFileSync(join(folder, 'a.ts'), 'const a: number =\n  "text";\n');
  const printed = [
    'a.ts(2,3): error TS2322: Type "string" is not assignable.',
    '  The expected type comes from here.',
    'error TS18003: No inputs were found.',
    'Found 2 errors.',
  ].join('\r\n');

  expect(parseProblems(printed, folder)).toEqual([
    {
      file: 'a.ts',
      line: 2,
      column: 3,
      code: 'TS2322',
      message: 'Type "string" is not assignable.\n  The expected type comes from here.',
      excerpt: '  1 | const a: number =\n> 2 |   "text";\n    |   ^\n  3 |',
    },
    { code: 'TS18003', message: 'No inputs were found.' },
  ]);
});

test('a check knows what outside of the jobs folder it depends on', async () => {
  installCompiler(
    'for (const file of ["types/a.d.ts", "jobs/b.ts", "node_modules/c/c.d.ts"]) console.log(`${process.cwd()}/${file}`);',
  );
  writeFileSync(join(folder, 'tsconfig.json'), '{ "extends": ["./strict", "a-package/tsconfig.json"] } // ours');
  writeFileSync(join(folder, 'strict.json'), '{ "extends": "./base.json" }');
  const real = realpathSync(folder);

  const check = await checkTypes(findInstalled(), new AbortController().signal);

  expect(check?.inputs.map((path) => path.replace(real, folder))).toEqual(
    ['tsconfig.json', '', 'strict.json', 'base.json', 'types/a.d.ts', 'types'].map((path) =>
      join(folder, path).replace(/\/$/, ''),
    ),
  );
});

test('a compiler that fails without naming a problem is no success', async () => {
  installCompiler('console.error("out of memory"); process.exitCode = 3;');

  const check = await checkTypes(findInstalled(), new AbortController().signal);

  expect(check).toMatchObject({ problems: [], failure: 'out of memory' });
});

test('a check that is no longer wanted ends, and gives nothing', async () => {
  installCompiler('setInterval(() => undefined, 1000);');
  const wanted = new AbortController();

  const checking = checkTypes(findInstalled(), wanted.signal);
  wanted.abort();

  await expect(checking).resolves.toBeUndefined();
});
