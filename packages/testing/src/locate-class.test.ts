import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ReadAll as OtherName } from './fixtures/tested-jobs.ts';
import { locateClass } from './locate-class.ts';

const fixture = fileURLToPath(new URL('./fixtures/tested-jobs.ts', import.meta.url));

test('a class is found where it is declared, whatever it is called here', () => {
  expect(locateClass(OtherName)).toBe(fixture);
  expect(locateClass(class Local extends OtherName {})).toBe(fileURLToPath(import.meta.url));
});

test('what is no class, or none of a file, is not found', () => {
  expect(locateClass({})).toBeUndefined();
  expect(locateClass(Map)).toBeUndefined();
});

test('the inspector is left as it was, and the class is nowhere to be found', () => {
  const before = Object.getOwnPropertySymbols(globalThis);

  locateClass(class Other extends OtherName {});

  expect(Object.getOwnPropertySymbols(globalThis)).toEqual(before);
});
