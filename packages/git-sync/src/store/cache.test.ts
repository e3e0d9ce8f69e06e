import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestFolder } from '../testing/index.ts';
import { openCache, tidyCache } from './cache.ts';

const options = { url: 'https://example.com/a', objectFormat: 'sha1', maxBytes: 1_000 } as const;

async function withPacks(directory: string, packs: Readonly<Record<string, string>>): Promise<string[]> {
  await openCache(directory, options);
  const folder = join(directory, 'objects', 'pack');
  for (const [name, content] of Object.entries(packs)) {
    await writeFile(join(folder, name), content);
  }
  await openCache(directory, options);
  return readdir(folder);
}

test('a cache is kept while it is small', async () => {
  await using folder = await createTestFolder();

  expect(await withPacks(join(folder.path, 'cache.git'), { 'pack-1.pack': 'x' })).toEqual(['pack-1.pack']);
});

test('a cache that is too large, or has too many packs, is begun anew', async () => {
  await using folder = await createTestFolder();
  const many = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`pack-${index}.pack`, 'x']));

  expect(await withPacks(join(folder.path, 'large.git'), { 'pack-1.pack': 'x'.repeat(1_001) })).toEqual([]);
  expect(await withPacks(join(folder.path, 'many.git'), many)).toEqual([]);
});

test('a cache of another URL or another kind of ids is begun anew', async () => {
  await using folder = await createTestFolder();
  const directory = join(folder.path, 'cache.git');
  await withPacks(directory, { 'pack-1.pack': 'x' });

  await openCache(directory, { ...options, objectFormat: 'sha256' });

  expect(await readdir(join(directory, 'objects', 'pack'))).toEqual([]);
});

test('what an interrupted fetch left is removed, packs and refs are not', async () => {
  await using folder = await createTestFolder();
  const directory = join(folder.path, 'cache.git');
  await openCache(directory, options);
  await mkdir(join(directory, 'refs', 'jobwright'), { recursive: true });
  const stay = ['objects/pack/pack-1.pack', 'objects/pack/pack-1.idx', 'refs/jobwright/1', 'shallow'];
  const go = ['objects/pack/tmp_pack_x', 'objects/pack/tmp_idx_x', 'shallow.lock', 'refs/jobwright/2.lock'];
  for (const name of [...stay, ...go]) {
    await writeFile(join(directory, name), '');
  }

  expect(await tidyCache(directory)).toBe(4);

  const left = await readdir(directory, { recursive: true });
  expect([...stay, ...go].filter((name) => left.includes(name))).toEqual(stay);
});
