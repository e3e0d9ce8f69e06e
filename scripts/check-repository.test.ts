import { describe, expect, test } from 'vitest';
import { dependencyRules } from './repository-rules/dependencies.ts';
import { fileRules } from './repository-rules/files.ts';
import { packageRules } from './repository-rules/packages.ts';
import { repositoryOf } from './repository-rules/repository.ts';
import { textRules } from './repository-rules/texts.ts';

const rules = new Map(
  [...fileRules, ...textRules, ...packageRules, ...dependencyRules].map((rule) => [rule.name, rule]),
);

function check(rule: string, contents: Record<string, string>): readonly string[] {
  return rules.get(rule)!.check(repositoryOf(contents));
}

const manifest = (rest: object) => JSON.stringify({ name: '@jobwright/server', version: '1.0.0', ...rest });

describe('the rules of the repository', () => {
  test('find long files, but count tests and generated ones in their own way', () => {
    const lines = 'a\n'.repeat(401);

    expect(
      check('short-files', { 'a.ts': lines, 'a.test.ts': lines, 'migrations/b.ts': lines, 'c.ts': 'a\n' }),
    ).toEqual(['a.ts: 401 lines, at most 400. Split it by what it holds.']);
  });

  test('find folders of one machine', () => {
    const folder = ['', 'home', 'somebody', 'x.ts'].join('/');

    expect(
      check('no-machine-paths', { 'a.ts': `ok\nimport '${folder}'`, 'b.md': 'https://example.com/work/x ./root/x' }),
    ).toEqual(['a.ts:2: names a folder of one machine.']);
  });

  test('find the address of a registry', () => {
    expect(
      check('no-registry-hosts', { 'a.yaml': `tarball: https://${['registry', 'npmjs', 'org'].join('.')}/a` }),
    ).toHaveLength(1);
  });

  test('want a reason for each disabled check', () => {
    const disable = `// ${['oxlint', 'disable-next-line'].join('-')} no-console`;

    expect(check('reasons-for-disabled-checks', { 'a.ts': disable, 'b.ts': `${disable} -- a terminal` })).toEqual([
      'a.ts:1: say why on the same line, after " -- ".',
    ]);
  });

  test('want a README and a licence in every published package', () => {
    const files = { 'packages/a/package.json': manifest({}), 'packages/b/package.json': manifest({ private: true }) };

    expect(check('package-files', { ...files, 'packages/a/LICENSE': '' })).toEqual([
      'packages/a: has no README.md. Published packages carry their own.',
    ]);
  });

  test('want the source before the built file in every export', () => {
    const good = { '@jobwright/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' };
    const swapped = { types: './dist/b.d.ts', '@jobwright/source': './src/b.ts', default: './dist/b.js' };
    const exports = { '.': good, './b': swapped, './c': { ...good, '@jobwright/source': './src/c.ts' } };

    expect(
      check('package-exports', { 'packages/a/package.json': manifest({ exports }), 'packages/a/src/index.ts': '' }),
    ).toEqual([
      'packages/a/package.json: the export "./b" has the conditions types, @jobwright/source, default, not @jobwright/source, types, default.',
      'packages/a/package.json: the export "./c" names packages/a/src/c.ts, which does not exist.',
    ]);
  });

  test('let dependencies between packages point one way', () => {
    const dependencies = { '@jobwright/sdk': 'workspace:^', '@jobwright/inventory': 'workspace:^' };

    expect(check('package-direction', { 'packages/server/package.json': manifest({ dependencies }) })).toEqual([
      'packages/server/package.json: @jobwright/server must not depend on @jobwright/inventory. Dependencies point one way.',
    ]);
  });

  test('want one version of a shared library', () => {
    const files = {
      'packages/a/package.json': manifest({ dependencies: { yaml: '^2.0.0', pg: '^8.0.0' } }),
      'packages/b/package.json': manifest({ devDependencies: { yaml: 'catalog:' } }),
    };

    expect(check('shared-versions', files)).toEqual([
      'packages/a/package.json: "yaml": "^2.0.0" should be "catalog:", as it is shared.',
    ]);
  });

  test('find imports into other packages, past their entries', () => {
    const text =
      "import { a } from '../../sdk/src/a.ts';\nimport type {\n  B,\n} from '@jobwright/sdk/src/b.ts';\nimport { c } from '../c.ts';";

    expect(check('no-deep-imports', { 'packages/server/src/a.ts': text })).toEqual([
      'packages/server/src/a.ts:1: "../../sdk/src/a.ts" leads into another package. Import that by its name.',
      'packages/server/src/a.ts:2: import "@jobwright/sdk/src/b.ts" by an entry of its package.json.',
    ]);
  });

  test('keep everything else out of the sandbox', () => {
    const text =
      "import { a } from './a.ts';\nimport { b } from '../protocol.ts';\nimport { c } from '../host/c.ts';\nimport fs from 'node:fs';\nexport * from '@mikro-orm/core';";

    expect(check('sandbox-imports', { 'packages/server/src/runtime/sandbox/entry.ts': text })).toEqual([
      'packages/server/src/runtime/sandbox/entry.ts:3: "../host/c.ts" is not available in isolates.',
      'packages/server/src/runtime/sandbox/entry.ts:4: "node:fs" is not available in isolates.',
    ]);
  });
});
