import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStackMapper, locateError, mapStack, nameImports } from './map-stack.ts';
import { ModuleCompiler } from './module-compiler.ts';

const source = `type Answer = { readonly value: number };

export class Broken {
  run(): Answer {
    return [1].map((value) => this.fail({ value }))[0]!;
  }

  fail(answer: Answer): Answer {
    throw new TypeError('It is broken\\n  in two lines');
  }
}
`;

let root: string;
let stack: string;
let sourceMap: string;

beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'map-stack-')));
  writeFileSync(join(root, 'broken.ts'), source);
  await using compiler = new ModuleCompiler();
  const compiled = await compiler.compileModule({ root, entry: 'broken.ts', packageFolders: [], runtimePackages: [] });
  if (!compiled.ok) throw new Error(compiled.error.message);
  ({ sourceMap } = compiled);
  const run = `(function (module, exports, require) {\n${compiled.code}\n})`;
  const context = createContext({});
  const module = { exports: {} as { Broken: new () => { run(): void } } };
  runInContext(run, context, { filename: 'job:///local/broken', lineOffset: -1 })(module, module.exports);
  try {
    new module.exports.Broken().run();
  } catch (error) {
    stack = (error as Error).stack ?? '';
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the stack of an error in a job', () => {
  test("points to the author's TypeScript and hides what is internal", () => {
    expect(mapStack(stack, sourceMap)).toBe(
      [
        'TypeError: It is broken',
        '  in two lines',
        '    at Broken.fail (broken.ts:9:11)',
        '    at broken.ts:5:36',
        '    at Broken.run (broken.ts:5:16)',
      ].join('\n'),
    );
  });

  test('tells the place nearest to the error', () => {
    expect(locateError(stack, sourceMap)).toEqual({ file: 'broken.ts', line: 9, column: 11 });
  });

  test('keeps its message when the source map is damaged', () => {
    expect(mapStack(stack, 'damaged')).toBe('TypeError: It is broken\n  in two lines');
    expect(locateError(stack, 'damaged')).toBeUndefined();
  });

  test('has no place when no frame is of the job', () => {
    expect(locateError('Error: x\n    at main (jobwright:///runtime.js:1:2)', sourceMap)).toBeUndefined();
  });

  test('is mapped within the text of a log entry, and other texts stay as they are', () => {
    const map = createStackMapper(sourceMap);

    expect(map(`Went on after ${stack}`)).toMatch(
      /^Went on after TypeError: It is broken\n.*\n    at Broken.fail \(broken.ts:9:11\)/,
    );
    expect(map('Look:\n  at rack R1\n  at runtime')).toBe('Look:\n  at rack R1\n  at runtime');
  });

  test('keeps asynchronous frames', () => {
    const [, line] = /job:\/\/\/local\/broken:(\d+:\d+)/.exec(stack) ?? [];

    expect(mapStack(`Error: x\n    at async Broken.fail (job:///local/broken:${line})`, sourceMap)).toBe(
      'Error: x\n    at async Broken.fail (broken.ts:9:11)',
    );
  });
});

describe('a name that the compiler gave to an import', () => {
  test.each([
    [
      '(0 , import_sdk.StrVar) is not a function',
      'StrVar is not a function: is it exported by what it is imported from?',
    ],
    [
      'import_sdk.Nothing is not a constructor',
      'Nothing is not a constructor: is it exported by what it is imported from?',
    ],
    ['(0 , import_inventory.freeVid)(...).then', 'freeVid(...).then'],
    ['import_sdk is not defined', 'import_sdk is not defined'],
  ])('is shown as its author wrote it: %s', (given, shown) => {
    expect(nameImports(given)).toBe(shown);
  });
});
