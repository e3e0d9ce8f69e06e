import { describe, expect, test } from 'vitest';
import { fileOperations, type RunFileReader } from './file-operations.ts';
import { assembleOperations } from './operation-table.ts';
import { sourceOperations } from './source-operations.ts';

const bytes = new TextEncoder().encode('hello');
const reader: RunFileReader = {
  describe: async (id) => (id === 'f1' ? { name: 'a.csv', size: 5, contentType: 'text/csv' } : undefined),
  read: async (_id, { offset, length }) => bytes.subarray(offset, offset + length),
};
const files = fileOperations(reader);

describe('the table of operations', () => {
  test('joins its parts and is closed', () => {
    const table = assembleOperations({ 'a.one': () => 1 }, { 'b.two': () => 2 });

    expect(Object.keys(table)).toEqual(['a.one', 'b.two']);
    expect(Object.isFrozen(table)).toBe(true);
  });

  test('has each name once, and in one form', () => {
    expect(() => assembleOperations({ 'a.one': () => 1 }, { 'a.one': () => 2 })).toThrow('two operations "a.one"');
    expect(() => assembleOperations({ one: () => 1 })).toThrow('"one" is no name for an operation.');
    expect(() => assembleOperations({ constructor: () => 1 })).toThrow('is no name');
  });
});

describe('uploaded files', () => {
  test('are described and read in pieces of Base64', async () => {
    expect(await files['file.open']?.({ id: 'f1' })).toEqual({ name: 'a.csv', size: 5, contentType: 'text/csv' });
    expect(await files['file.read']?.({ id: 'f1', offset: 1, length: 3 })).toBe(btoa('ell'));
  });

  test.each([
    [{ id: 'f2', offset: 0, length: 1 }, 'The run has no such uploaded file.'],
    [{ id: 5, offset: 0, length: 1 }, 'the id of a file has to be text'],
    [{ id: 'f1', offset: -1, length: 1 }, 'the offset has to be a whole number'],
    [{ id: 'f1', offset: 0.5, length: 1 }, 'the offset has to be a whole number'],
    [{ id: 'f1', offset: 0, length: 1e9 }, 'the length has to be a whole number from 0 to 1048576'],
    [null, 'the arguments have to be an object'],
    [['f1'], 'the arguments have to be an object'],
  ])('refuse %j', async (args, reason) => {
    await expect(files['file.read']?.(args)).rejects.toThrow(reason);
  });
});

describe('data files', () => {
  const source = sourceOperations(async (request) => request);

  test('are asked for by path and format', async () => {
    expect(await source['source.load']?.({ path: 'a.yaml', format: 'yaml', other: 1 })).toEqual({
      path: 'a.yaml',
      format: 'yaml',
    });
  });

  test.each([
    [{ path: 'a.xml', format: 'xml' }, 'the format has to be json or yaml'],
    [{ path: 5, format: 'json' }, 'the path has to be text'],
    [{ path: 'x'.repeat(1001), format: 'json' }, 'the path has to be text of at most 1000 characters'],
  ])('refuse %j', (args, reason) => {
    expect(() => source['source.load']?.(args)).toThrow(reason);
  });
});
