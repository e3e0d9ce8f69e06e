import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from './command-line.ts';

let temporary: string;
let currentFolder: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'create-jobwright-'));
  currentFolder = temporary;
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

/** Calls the command, and gives its exit code and what it printed. */
async function call(...args: string[]) {
  const printed = { out: '', err: '' };
  const code = await runCommandLine(args, {
    currentFolder,
    version: '1.2.3',
    out: (text) => (printed.out += text),
    err: (text) => (printed.err += text),
  });
  return { code, ...printed };
}

test('a repository is made, and the next steps are printed', async () => {
  const { code, out, err } = await call('work/net-jobs');

  expect([code, err]).toEqual([0, '']);
  expect(await readdir(join(currentFolder, 'work/net-jobs'))).toContain('jobwright.config.ts');
  expect(out).toMatch(/ cd work\/net-jobs\n +npm install\n +npm test .*\n +npm start /);
});

test('without a folder it is jobwright-jobs', async () => {
  const { code } = await call();

  expect(code).toBe(0);
  expect(await readdir(currentFolder)).toEqual(['jobwright-jobs']);
});

test('the current folder needs no cd', async () => {
  currentFolder = join(temporary, 'net-jobs');
  await mkdir(currentFolder);

  const { code, out } = await call('.');

  expect(code).toBe(0);
  expect(await readdir(currentFolder)).toContain('package.json');
  expect(out).not.toContain(' cd ');
});

test('a folder that is not empty ends the command with 2 and a sentence', async () => {
  await mkdir(join(currentFolder, 'net-jobs'));
  await writeFile(join(currentFolder, 'net-jobs/README.md'), '');

  const { code, out, err } = await call('net-jobs');

  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error The folder .*net-jobs is not empty: it holds README\.md\./);
  expect(await readdir(join(currentFolder, 'net-jobs'))).toEqual(['README.md']);
});

test.for([
  [['--force'], /Unknown option '--force'/],
  [['one', 'two'], /one folder at most, but "two" follows "one"/],
  [[''], /The name of the folder is empty/],
  [['Net Jobs'], /How about "net-jobs"\?/],
] as const)('%j is refused, and nothing is written', async ([args, message]) => {
  const { code, err } = await call(...args);

  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(await readdir(currentFolder)).toEqual([]);
});

test('--help and --version write nothing but text', async () => {
  const help = await call('--help', 'net-jobs');
  const version = await call('--version');

  expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: npm create jobwright@latest/) });
  expect(version).toEqual({ code: 0, out: '1.2.3', err: '' });
  expect(await readdir(currentFolder)).toEqual([]);
});

test('as a program it ends with the exit code, and knows its version', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const run = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args], { cwd: currentFolder });

  const { stdout } = await run('--version');

  expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  await expect(run('Net Jobs')).rejects.toMatchObject({ code: 2, stdout: '' });
});
