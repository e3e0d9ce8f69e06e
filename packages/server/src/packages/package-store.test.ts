import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packPackage, startNpmRegistry, type NpmRegistry } from '../testing/npm-registry.ts';
import { PackageStore } from './package-store.ts';

const signal = new AbortController().signal;
const limits = { repositories: [], replaces: [], timeoutMs: 20_000, bytes: 1_000_000, files: 100, packages: 10 };

let registry: NpmRegistry;
let folder: string;
let archives: { readonly good: Buffer; readonly helper: Buffer };
let integrity: { readonly good: string; readonly helper: string };

beforeAll(async () => {
  const longName = `${'deep/'.repeat(30)}file.js`;
  const [good, helper] = await Promise.all([
    packPackage(
      { name: 'good', version: '1.0.0', scripts: { install: 'touch /tmp/jobwright-ran', postinstall: 'exit 1' } },
      { 'index.js': "export * from 'helper';", [longName]: 'long' },
    ),
    packPackage({ name: '@s/helper', version: '2.0.0' }, { 'index.js': 'export const one = 1;' }),
  ]);
  archives = { good, helper };
});

beforeEach(async () => {
  registry = await startNpmRegistry();
  folder = await mkdtemp(join(tmpdir(), 'packages-'));
  integrity = { good: await registry.publish(archives.good), helper: await registry.publish(archives.helper) };
});
afterEach(() => registry[Symbol.asyncDispose]());
afterAll(() => rm(folder, { recursive: true, force: true }));

function openStore(settings: Partial<typeof limits> = {}): PackageStore {
  return new PackageStore(join(folder, 'store'), { ...limits, ...settings, registry: registry.url });
}

/** Writes a project that needs `good`, with the digest that its lock file shall have. */
async function writeProject(digest = integrity.good): Promise<string> {
  const project = join(folder, 'project');
  const dependencies = { good: '^1.0.0' };
  await mkdir(project, { recursive: true });
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'jobs', dependencies }));
  const packages = {
    '': { dependencies },
    'node_modules/good': { version: '1.0.0', resolved: `${registry.url}good/-/good-1.0.0.tgz`, integrity: digest },
    'node_modules/good/node_modules/@s/helper': { version: '2.0.0', integrity: integrity.helper },
  };
  await writeFile(join(project, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  return project;
}

async function storedNames(): Promise<readonly string[]> {
  return readdir(join(folder, 'store')).catch(() => []);
}

describe('the packages of a lock file', () => {
  test('are fetched, compared and written, and nothing of them is run', async () => {
    const installed = await openStore().install(await writeProject(), signal);

    expect(installed).toMatchObject({ packages: 2, isNew: true });
    const modules = join(installed?.folder ?? '', 'node_modules/good');
    expect(await readFile(join(modules, 'index.js'), 'utf8')).toBe("export * from 'helper';");
    expect(await readFile(join(modules, `${'deep/'.repeat(30)}file.js`), 'utf8')).toBe('long');
    expect(await readFile(join(modules, 'node_modules/@s/helper/index.js'), 'utf8')).toBe('export const one = 1;');
    expect((await stat(join(modules, 'index.js'))).mode & 0o777).toBe(0o444);
    expect((await stat(modules)).mode & 0o777).toBe(0o555);
    await expect(stat('/tmp/jobwright-ran')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('are fetched once for all projects that need the same', async () => {
    const store = openStore();
    const project = await writeProject();

    const all = await Promise.all([store.install(project, signal), store.install(project, signal)]);
    const later = await openStore().install(project, signal);

    expect(new Set([...all, later].map((installed) => installed?.folder)).size).toBe(1);
    // Either of the two that came together may have been first.
    expect(all.filter((installed) => installed?.isNew === true)).toHaveLength(1);
    expect(later?.isNew).toBe(false);
    expect(registry.requests).toHaveLength(2);
    expect(await store.find(project)).toMatchObject({ packages: 2 });
  });

  test('are absent until they are installed, and removed when nobody has used them for a week', async () => {
    const store = openStore();
    const project = await writeProject();

    expect(await store.find(project)).toBe('absent');
    const installed = await store.install(project, signal);
    await store.prune();
    expect(await store.find(project)).toMatchObject({ packages: 2 });
    const lastMonth = new Date(Date.now() - 30 * 24 * 3600 * 1000);
    await utimes(installed?.manifest ?? '', lastMonth, lastMonth);
    await store.prune();

    expect(await store.find(project)).toBe('absent');
    expect(await storedNames()).toEqual([]);
  });

  test('that nobody needs are not asked for', async () => {
    const project = join(folder, 'plain');
    await mkdir(project);

    expect(await openStore().install(project, signal)).toBeUndefined();
    expect(await openStore().find(project)).toBeUndefined();
  });
});

/** One entry of a tar archive, with whatever name and type. */
function tarEntry(name: string, type: string, content = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(type, 156);
  if (type === '1' || type === '2') header.write('/etc/passwd', 157);
  header.write('ustar\0', 257);
  // The sum of all bytes, those of itself as spaces.
  header.fill(' ', 148, 156);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

const packageOf = (...entries: Buffer[]): Buffer =>
  gzipSync(
    Buffer.concat([
      tarEntry('package/package.json', '0', '{"name": "good", "version": "1.0.0"}'),
      ...entries,
      Buffer.alloc(1024),
    ]),
  );

describe('a package that is hostile', () => {
  const code = 'JOBWRIGHT_PACKAGE_INSTALL';

  // One line for each archive: what it does, how it is made, and what is said of it.
  test.each([
    ['leads out of its folder', () => packageOf(tarEntry('package/../../escaped', '0', 'x')), /leads out/],
    ['names a file from the root', () => packageOf(tarEntry('/etc/escaped', '0', 'x')), /leads out/],
    ['has a backslash in a name', () => packageOf(tarEntry('package/..\\escaped', '0', 'x')), /leads out/],
    [
      'leads out by a long name',
      () => packageOf(tarEntry('x', 'L', 'package/../../escaped\0'), tarEntry('package/x', '0', 'x')),
      /leads out/,
    ],
    [
      'leads out by an extended header',
      () => packageOf(tarEntry('x', 'x', '30 path=package/../../escaped\n'), tarEntry('package/x', '0', 'x')),
      /leads out/,
    ],
    [
      'has a file where it has a folder',
      () => packageOf(tarEntry('package/a', '0', 'x'), tarEntry('package/a/b', '0', 'x')),
      /in one place/,
    ],
    [
      'is a file over one of another package',
      () => packageOf(tarEntry('package/node_modules/@s/helper/index.js', '0', 'evil')),
      /in one place/,
    ],
    ['unpacks to very much', () => packageOf(tarEntry('package/big', '0', 'x'.repeat(2_000_000))), /unpacks to more/],
    [
      'has very many files',
      () => packageOf(...Array.from({ length: 150 }, (_, i) => tarEntry(`package/${i}`, '0', 'x'))),
      /more than 100 files/,
    ],
    [
      'is cut off',
      () => gzipSync(tarEntry('package/package.json', '0', '{"name": "good", "version": "1.0.0"}   ').subarray(0, 520)),
      /cut off/,
    ],
  ])('since it %s is refused, and nothing stays', async (_, make, message) => {
    const archive = make();
    const project = await writeProject(`sha512-${createHash('sha512').update(archive).digest('base64')}`);
    registry.intercept = (request, response) => {
      if (!request.url?.includes('good-1.0.0')) return false;
      response.end(archive);
      return true;
    };

    const attempt = openStore().install(project, signal);

    await expect(attempt).rejects.toMatchObject({ code });
    await expect(attempt).rejects.toThrow(message);
    expect(await storedNames()).toEqual([]);
    expect(await readdir(folder)).not.toContain('escaped');
  });

  test('since it has links to elsewhere is installed without them, as npm does it', async () => {
    const link = tarEntry('package/link', '2');
    const project = await writeProject(await registry.publish(packageOf(link)));

    const installed = await openStore().install(project, signal);

    expect(await readdir(join(installed?.folder ?? '', 'node_modules/good'))).toEqual(['node_modules', 'package.json']);
  });
});

describe('a registry that is hostile', () => {
  // One line for each registry: what it does, what it answers, and what is said of it.
  test.each<readonly [string, (response: ServerResponse) => void, RegExp]>([
    ['has another archive', (r) => r.end(archives.helper), /another archive of the package "good"/],
    ['sends us elsewhere', (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), /without a redirect/],
    ['has not got the package', (r) => r.writeHead(404).end(), /answers with 404/],
    ['sends without end', (r) => void setInterval(() => r.write(Buffer.alloc(500_000)), 1).unref(), /larger than/],
    ['breaks off', (r) => r.destroy(), /cannot be fetched/],
    ['never answers', () => undefined, /longer than 1000 ms/],
  ])('and %s ends the installation, and nothing stays', async (_, answer, message) => {
    registry.intercept = (request, response) => {
      if (!request.url?.includes('good-1.0.0')) return false;
      answer(response);
      return true;
    };

    const attempt = openStore({ timeoutMs: 1000 }).install(await writeProject(), signal);

    await expect(attempt).rejects.toMatchObject({ code: 'JOBWRIGHT_PACKAGE_INSTALL' });
    await expect(attempt).rejects.toThrow(message);
    expect(await storedNames()).toEqual([]);
  });
});
