import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as publicApi from './index.ts';

type ErrorClass = new (...args: string[]) => publicApi.GitSyncError;

const errors = Object.entries(publicApi).flatMap(([name, value]) =>
  name.endsWith('Error') && name !== 'GitSyncError' ? [[name, new (value as ErrorClass)('a', 'b', 'c')] as const] : [],
);

test('each error has a code of its own that follows from its name', () => {
  // AuthenticationFailedError → JOBWRIGHT_GIT_AUTHENTICATION_FAILED; the area is not said twice.
  const codeOf = (name: string): string =>
    `JOBWRIGHT_GIT_${name
      .replace(/^Git|Error$/g, '')
      .replace(/Error$/, '')
      .replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=A)(?=C)/g, '_')
      .toUpperCase()}`;

  expect(errors.map(([, error]) => error.code)).toEqual(errors.map(([name]) => codeOf(name)));
  expect(errors).toHaveLength(25);
});

test('the README lists every code under its fault, and no other', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| (user|repository|remote|system) \| (.*) \|$/gm)].flatMap(
    ([, fault, codes = '']) => [...codes.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => `${fault} JOBWRIGHT_GIT_${code}`),
  );

  expect(listed.sort()).toEqual(errors.map(([, error]) => `${error.fault} ${error.code}`).sort());
});

test('an error carries its name, and its cause', () => {
  const cause = new Error('cause');
  const error = new publicApi.StoreFailedError('message', { cause });

  expect([error.name, error.message, error.cause]).toEqual(['StoreFailedError', 'message', cause]);
});
