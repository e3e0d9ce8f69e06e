import { describe, expect, test } from 'vitest';
import { readLockFile } from './lock-file.ts';

const sha512 = `${'A'.repeat(86)}==`;
const integrity = `sha512-${sha512}`;
const registry = 'https://npm.example.com/all/';

/** An entry of a lock file, as npm writes it. */
function entry(name: string, fields: object = {}): object {
  return { version: '1.2.3', resolved: `${registry}${name}/-/x-1.2.3.tgz`, integrity, ...fields };
}

function read(
  packages: Readonly<Record<string, object>>,
  { dependencies = { a: '^1.0.0' }, ...fields }: Readonly<Record<string, unknown>> = {},
) {
  return readLockFile({
    manifest: JSON.stringify({ name: 'jobs', dependencies }),
    lockFile: JSON.stringify({ lockfileVersion: 3, ...fields, packages: { '': { dependencies }, ...packages } }),
    registry,
    replaces: ['https://other.example/npm'],
    maxPackages: 3,
  });
}

describe('a lock file', () => {
  test('names what a project needs to run, and nothing that is for development or for one operating system', () => {
    const locked = read({
      'node_modules/a': entry('a'),
      'node_modules/a/node_modules/@s/b': entry('@s/b', { integrity: `sha1-x ${integrity}` }),
      'node_modules/dev': entry('dev', { dev: true }),
      'node_modules/native': entry('native', { optional: true, os: ['linux'] }),
      'node_modules/a/node_modules/bundled': entry('bundled', { inBundle: true, integrity: undefined }),
    });

    expect(locked).toEqual([
      { path: 'node_modules/a', version: '1.2.3', sha512, tarballUrl: `${registry}a/-/x-1.2.3.tgz` },
      {
        path: 'node_modules/a/node_modules/@s/b',
        version: '1.2.3',
        sha512,
        tarballUrl: `${registry}@s/b/-/x-1.2.3.tgz`,
      },
    ]);
  });

  test('of a registry that is replaced is served by the one that is configured, as is one without addresses', () => {
    const locked = read({
      'node_modules/a': entry('a', { resolved: 'https://other.example/npm/a/-/a-1.2.3.tgz' }),
      'node_modules/@s/b': entry('@s/b', { resolved: undefined }),
    });

    expect(locked.map(({ tarballUrl }) => tarballUrl)).toEqual([
      `${registry}@s/b/-/b-1.2.3.tgz`,
      `${registry}a/-/a-1.2.3.tgz`,
    ]);
  });

  test('is not needed where there are no dependencies, and missed where there are', () => {
    const without = { lockFile: undefined, registry, replaces: [], maxPackages: 3 };

    expect(readLockFile({ manifest: '{"devDependencies": {"vitest": "*"}}', ...without })).toEqual([]);
    expect(() => readLockFile({ manifest: '{"dependencies": {"a": "*"}}', ...without })).toThrow(
      expect.objectContaining({ code: 'JOBWRIGHT_LOCK_FILE_INVALID' }),
    );
  });

  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'does not fit package.json',
      () => read({ 'node_modules/a': entry('a') }, { packages: {}, dependencies: { a: '1', b: '1' } }),
      /it has no "b"/,
    ],
    ['is of an old version', () => read({}, { lockfileVersion: 1 }), /version 2 or 3/],
    ['names a folder', () => read({ 'node_modules/a': { resolved: 'packages/a', link: true } }), /folder or link/],
    [
      'names a folder of the project',
      () => read({ 'node_modules/a': entry('a'), 'packages/a': entry('a') }),
      /folder or link/,
    ],
    [
      'leads out of the project',
      () => read({ 'node_modules/a': entry('a'), 'node_modules/../../x': entry('x') }),
      /folder or link/,
    ],
    [
      'leads out of the project within a name',
      () => read({ 'node_modules/a': entry('a'), 'node_modules/@x/..': entry('x') }),
      /folder or link/,
    ],
    [
      'names a git repository',
      () => read({ 'node_modules/a': entry('a', { resolved: 'git+ssh://git@example.com/a.git' }) }),
      /somewhere else/,
    ],
    [
      'names a file',
      () => read({ 'node_modules/a': entry('a', { resolved: 'file:///etc/passwd' }) }),
      /somewhere else/,
    ],
    [
      'names another host',
      () => read({ 'node_modules/a': entry('a', { resolved: 'https://evil.example/a.tgz' }) }),
      /somewhere else/,
    ],
    [
      'names another folder of the host',
      () => read({ 'node_modules/a': entry('a', { resolved: `${registry}../secret` }) }),
      /somewhere else/,
    ],
    ['has no digest', () => read({ 'node_modules/a': entry('a', { integrity: undefined }) }), /no SHA-512/],
    [
      'has a weak digest',
      () => read({ 'node_modules/a': entry('a', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }) }),
      /no SHA-512/,
    ],
    [
      'needs too many packages',
      () => read(Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`node_modules/${name}`, entry(name)]))),
      /more than 3/,
    ],
    [
      'is no JSON',
      () =>
        readLockFile({
          manifest: '{"dependencies": {"a": "1"}}',
          lockFile: '{',
          registry,
          replaces: [],
          maxPackages: 3,
        }),
      /not valid JSON/,
    ],
  ];

  test.each(refused)('that %s is refused, and says what to do', (_, attempt, message) => {
    expect(attempt).toThrow(expect.objectContaining({ code: 'JOBWRIGHT_LOCK_FILE_INVALID' }));
    expect(attempt).toThrow(message);
  });

  test('written for another package.json is refused', () => {
    const attempt = (): unknown =>
      readLockFile({
        manifest: '{"dependencies": {"a": "^2.0.0"}}',
        lockFile: JSON.stringify({
          lockfileVersion: 3,
          packages: { '': { dependencies: { a: '^1.0.0' } }, 'node_modules/a': entry('a') },
        }),
        registry,
        replaces: [],
        maxPackages: 3,
      });

    expect(attempt).toThrow(/does not fit package\.json: their "dependencies" differ\. Run "npm install"/);
  });
});
