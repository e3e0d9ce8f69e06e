import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { CliFolder, waitForText } from './run-cli.ts';

// Each starts a platform, and some a compiler.
vi.setConfig({ testTimeout: 180_000 });

const repository = fileURLToPath(new URL('../../../', import.meta.url));

const greet = (body: string, variables = '') => `
import { Job, StringVar, type JobData } from '@jobwright/sdk';

export class Greet extends Job {
  name = StringVar({ default: 'you' });
  ${variables}

  override async run(data: JobData<Greet>) {
    ${body}
  }
}
`;

/** A line of `jobwright dev --json`. */
type Line = Readonly<Record<string, unknown>> & { readonly type: string };

/** `jobwright dev` while it runs, read line by line. Dispose of it to stop it as Ctrl-C would. */
class Dev implements AsyncDisposable {
  readonly #child;
  readonly #lines: AsyncIterator<Line>;
  readonly errors: string[] = [];

  constructor(folder: CliFolder, args: readonly string[]) {
    this.#child = folder.start(['dev', '--json', ...args]);
    this.#child.stderr?.on('data', (chunk) => this.errors.push(String(chunk)));
    this.#lines = this.#read();
  }

  /** The next line of a type, without those before. */
  async next(type: string): Promise<Line> {
    for (;;) {
      const { done, value } = await this.#lines.next();
      if (done === true) throw new Error(`There was no "${type}": ${this.errors.join('')}`);
      if (value.type === type) return value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await ended;
  }

  async *#read(): AsyncGenerator<Line> {
    let text = '';
    for await (const chunk of this.#child.stdout ?? []) {
      const lines = (text + String(chunk)).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as Line;
    }
  }
}

/** Status of a run, from the database: it was not waited for. */
async function statusOf(id: string): Promise<unknown> {
  const client = new Client(database.url);
  await client.connect();
  const { rows } = await client.query('select status from extras_job_result where id = $1', [id]);
  await client.end();
  return rows[0]?.status;
}

let database: TestDatabase;
let folder: CliFolder;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = new CliFolder({ DATABASE_URL: database.url, PORT: '0', WORKER_SLOTS: '1' });
  mkdirSync(join(folder.path, 'jobs'));
  folder.write('jobwright.config.js', 'export default { plugins: [] };');
  return async () => {
    folder[Symbol.dispose]();
    await database[Symbol.asyncDispose]();
  };
});

describe('jobwright dev', () => {
  test('tells of each save what became of the jobs and their variables, and of modules that are broken', async () => {
    folder.write('jobs/greet.ts', greet("return 'Hello';"));
    await using dev = new Dev(folder, []);

    const note = await dev.next('note');
    const start = await dev.next('jobs');
    await dev.next('idle');
    folder.write('jobs/greet.ts', greet("return 'Hello';", 'title = StringVar();'));
    const changed = await dev.next('jobs');
    folder.write('jobs/_names.ts', "export { readFileSync as read } from 'node:fs';");
    folder.write('jobs/other.ts', "import { read } from './_names.ts';\nexport const name = read;");
    let broken = await dev.next('jobs');
    // The two files may have been seen one after the other.
    while ((broken['broken'] as readonly object[]).length === 0) broken = await dev.next('jobs');
    rmSync(join(folder.path, 'jobs/greet.ts'));
    const removed = await dev.next('jobs');
    folder.write('jobs/other.ts', "export const name = 'Other';");
    const mended = await dev.next('jobs');

    expect(start).toMatchObject({
      added: [{ path: 'local/greet/Greet', variables: ['name?: string'] }],
      changed: [],
      removed: [],
    });
    expect(note['text']).toContain('Types are not checked. There is no tsconfig.json');
    expect(changed).toMatchObject({
      added: [],
      changed: [{ path: 'local/greet/Greet', addedVariables: ['title: string'], removedVariables: [] }],
    });
    expect(broken['broken']).toMatchObject([
      {
        module: 'local/other',
        error: {
          code: 'JOBWRIGHT_COMPILE_NODE_BUILTIN',
          message: expect.stringContaining('other.ts → _names.ts → node:fs'),
          file: '_names.ts',
          line: 1,
          excerpt: expect.stringContaining('> 1 | export { readFileSync as read }'),
        },
      },
    ]);
    expect(removed).toMatchObject({ removed: [{ path: 'local/greet/Greet' }], broken: [{ module: 'local/other' }] });
    expect(mended).toMatchObject({ mended: ['local/other'], broken: [] });
  });

  test('checks types with the TypeScript of the repository', async () => {
    for (const name of ['@jobwright/sdk', '@types/node', 'typescript']) {
      const link = join(folder.path, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(repository, name === '@jobwright/sdk' ? 'packages/sdk' : `node_modules/${name}`), link);
    }
    folder.write('package.json', '{ "type": "module" }');
    const compilerOptions = {
      module: 'nodenext',
      lib: ['es2024', 'esnext.disposable', 'esnext.error'],
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: ['node'],
      customConditions: ['@jobwright/source'],
    };
    folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['jobs', '*.d.ts'] }));
    folder.write('prices.d.ts', 'declare const price: number;');
    folder.write('jobs/greet.ts', greet('return data.name.length;'));
    await using dev = new Dev(folder, []);

    const fine = await dev.next('types');
    folder.write('jobs/greet.ts', greet('return data.nmae;'));
    const wrong = await dev.next('types');
    folder.write('jobs/greet.ts', greet('return price.toFixed(2);'));
    const mended = await dev.next('types');
    folder.write('prices.d.ts', 'declare const price: string;');
    const wrongByDeclaration = await dev.next('types');
    folder.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['jobs'] }));
    const wrongByConfiguration = await dev.next('types');

    expect(fine).toMatchObject({ problems: [] });
    expect(wrong['problems']).toMatchObject([
      {
        file: 'jobs/greet.ts',
        line: 9,
        column: 17,
        code: 'TS2339',
        message: expect.stringContaining("Property 'nmae' does not exist"),
        excerpt: expect.stringContaining('>  9 |     return data.nmae;'),
      },
    ]);
    expect(mended['problems']).toEqual([]);
    expect(wrongByDeclaration['problems']).toMatchObject([{ file: 'jobs/greet.ts', code: 'TS2551' }]);
    expect(wrongByConfiguration['problems']).toMatchObject([{ file: 'jobs/greet.ts', code: 'TS2304' }]);
  });

  test('--run runs a job at the start and at each save, as a dry run; a save while it runs begins anew', async () => {
    folder.write('jobs/greet.ts', greet('return `Hello ${data.name}`;'));
    await using dev = new Dev(folder, ['--run', 'local/greet/Greet', '--data', '{"name": "Ada"}']);

    const first = await dev.next('result');
    folder.write('jobs/greet.ts', greet('for (;;) await new Promise((done) => setTimeout(done, 50));'));
    const endless = await dev.next('submitted');
    folder.write('jobs/greet.ts', greet('return `Good morning ${data.name}`;'));
    const last = await dev.next('result');
    folder.write('jobs/greet.ts', greet('return 1;', 'title = StringVar();'));
    const refused = await dev.next('refused');

    expect(first).toMatchObject({ job_result: { status: { value: 'completed' }, output: 'Hello Ada', commit: false } });
    expect(last).toMatchObject({ job_result: { status: { value: 'completed' }, output: 'Good morning Ada' } });
    expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('title') });
    const { id } = endless['job_result'] as { readonly id: string };
    await expect.poll(async () => await statusOf(id)).toBe('canceled');
  });

  test('prints the same for people', async () => {
    folder.write('jobs/greet.ts', greet("this.logSuccess('Written'); return 'Hello';"));
    const running = folder.start(['dev', '--run', 'local/greet/Greet', '--commit']);
    await waitForText(running.stdout, /Completed/);
    const saved = waitForText(running.stdout, /saved\n[^]*\n\s+\d \| /);
    folder.write('jobs/greet.ts', greet('return (;'));

    const [text] = await saved;

    running.kill('SIGINT');
    const [exitCode] = (await once(running, 'exit')) as [number];
    expect(text.split('\n').slice(0, 4)).toEqual([
      'saved',
      '  ✗ local/greet',
      '    greet.ts:9:13  Unexpected ";"',
      '    (JOBWRIGHT_COMPILE_SYNTAX)',
    ]);
    expect(exitCode).toBe(0);
  });

  test('options of a run without --run are refused', async () => {
    const { exitCode, stderr } = await folder.run(['dev', '--commit']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('belong to --run <job>');
  });
});

describe('jobwright dev beside a server on the same data folder', () => {
  let own: CliFolder;

  beforeEach(() => {
    own = new CliFolder({ PORT: '0', WORKER_SLOTS: '1' });
    mkdirSync(join(own.path, 'jobs'));
    own.write('jobwright.config.js', 'export default { plugins: [] };');
  });
  afterEach(() => own[Symbol.dispose]());

  test('joins it, shows what it finds, runs jobs there, and leaves it alone at the end', async () => {
    writeFileSync(join(own.path, 'jobs/greet.ts'), greet("return 'Hello';"));
    const server = own.start(['serve']);
    await waitForText(server.stderr, /^Ready:/m);

    {
      await using dev = new Dev(own, ['--run', 'local/greet/Greet']);
      const ready = await dev.next('ready');
      const first = await dev.next('result');
      own.write('jobs/greet.ts', greet("return 'Good morning';", 'title = StringVar({ required: false });'));
      let changed = await dev.next('jobs');
      // A busy server may take longer than a save is waited for: then it is told later.
      while ((changed['changed'] as readonly object[]).length === 0) changed = await dev.next('jobs');
      const second = await dev.next('result');

      expect(ready).toMatchObject({ started: false, url: null });
      expect(changed).toMatchObject({ changed: [{ path: 'local/greet/Greet', addedVariables: ['title?: string'] }] });
      expect([first, second].map((line) => line['job_result'])).toMatchObject([
        { output: 'Hello' },
        { output: 'Good morning' },
      ]);
    }

    expect(server.exitCode).toBe(null);
    const left = own.start(['dev']);
    const lost = waitForText(left.stderr, /The server that was joined has stopped/);
    await waitForText(left.stdout, /1 job in jobs/);
    server.kill('SIGTERM');
    await once(server, 'exit');
    await lost;
    const [exitCode] = left.exitCode === null ? ((await once(left, 'exit')) as [number]) : [left.exitCode];
    expect(exitCode).toBe(1);
  });
});
