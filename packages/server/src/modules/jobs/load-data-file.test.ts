import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../database/orm.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/index.ts';
import { JobBundle } from './job-bundle.entity.ts';
import { JobDataFile } from './job-data-file.entity.ts';
import { loadDataFile, parseDataFile, type DataFormat } from './load-data-file.ts';

const bundleDigest = 'b'.repeat(64);
const files = {
  'regions.yaml': 'name: EMEA\nsites: [AMS, RTM]\n',
  'devices/list.json': '["sw1"]',
  'devices/regions.yaml': 'name: devices',
};

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  const em = database.orm.em.fork();
  const dataFiles: Record<string, string> = {};
  for (const [index, [path, content]] of Object.entries(files).entries()) {
    dataFiles[path] = String(index).repeat(64);
    em.create(JobDataFile, { digest: dataFiles[path], content, created: new Date() });
  }
  em.create(JobBundle, { digest: bundleDigest, code: '', sourceMap: '{}', inputs: [], dataFiles, created: new Date() });
  await em.flush();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

function load(path: string, format: DataFormat = 'yaml', moduleFile?: string): Promise<unknown> {
  return loadDataFile(
    database.pool,
    { bundleDigest, ...(moduleFile === undefined ? {} : { moduleFile }) },
    { path, format },
  );
}

describe('a data file of a job', () => {
  test('acceptance 41: is found from the root of the source', async () => {
    await expect(load('regions.yaml')).resolves.toEqual({ name: 'EMEA', sites: ['AMS', 'RTM'] });
    await expect(load('./devices/list.json', 'json')).resolves.toEqual(['sw1']);
  });

  test('is found beside the module first', async () => {
    await expect(load('regions.yaml', 'yaml', 'devices/checks.ts')).resolves.toEqual({ name: 'devices' });
    await expect(load('../regions.yaml', 'yaml', 'devices/checks.ts')).resolves.toMatchObject({ name: 'EMEA' });
  });

  test.each([
    '../regions.yaml',
    '/etc/passwd',
    'devices/../../x.json',
    'C:\\x.json',
    '..\\regions.yaml',
    'missing.yaml',
    '',
    '__proto__',
    'constructor',
    'a\0.json',
  ])('acceptance 41: is refused at the path %j', async (path) => {
    await expect(load(path)).rejects.toMatchObject({ code: 'JOBWRIGHT_DATA_FILE_NOT_FOUND' });
  });

  test('of an unknown bundle is not found', async () => {
    const missing = loadDataFile(database.pool, { bundleDigest: 'x' }, { path: 'regions.yaml', format: 'yaml' });

    await expect(missing).rejects.toMatchObject({ code: 'JOBWRIGHT_DATA_FILE_NOT_FOUND' });
  });
});

describe('the text of a data file', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`),
  ].join('\n');

  test.each<[string, string, DataFormat, string]>([
    ['no JSON', '{', 'json', 'it is no valid JSON: '],
    ['no YAML', 'a: [', 'yaml', 'it is no valid YAML: '],
    [
      'several YAML documents',
      '---\na\n---\nb\n',
      'yaml',
      'it holds several documents (line 3): put each into a file of its own.',
    ],
    ['aliases that stand for gigabytes', bomb, 'yaml', 'its aliases stand for too much: more than 100 are resolved.'],
    ['deep JSON', '['.repeat(5000) + ']'.repeat(5000), 'json', 'it is nested more than 100 levels deep.'],
    ['deep YAML', '['.repeat(5000) + ']'.repeat(5000), 'yaml', 'it is nested more than 100 levels deep.'],
    [
      'deep blocks',
      Array.from({ length: 500 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
      'yaml',
      'it is nested more than 100 levels deep.',
    ],
  ])('is refused when it is %s', (...[, text, format, problem]) => {
    expect(() => parseDataFile(text, { path: 'a', format })).toThrow(
      expect.objectContaining({
        code: 'JOBWRIGHT_DATA_FILE_INVALID',
        message: expect.stringContaining(`The data file "a" cannot be read: ${problem}`),
      }),
    );
  });

  test('makes no object with a foreign prototype', () => {
    const value = parseDataFile('__proto__: {polluted: true}', { path: 'a', format: 'yaml' }) as object;

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('polluted' in value).toBe(false);
  });
});
