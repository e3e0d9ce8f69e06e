import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';

/** Key of the administrator's token in all tests. */
export const superuserToken = 'test-superuser-token-0123456789abcdef';

const commandLine = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));
const startTimeoutMs = 60_000;

export interface PlatformOptions {
  /** Folder with the test's `jobwright.config.ts`. */
  readonly folder: URL;
  /** An existing database, e.g. that of a platform that was killed. @defaultValue a new one, dropped at the end */
  readonly database?: TestDatabase;
  readonly environment?: Readonly<Record<string, string>>;
  /** Loads the demo data of the plugins first. @defaultValue false */
  readonly demo?: boolean;
  /** It has no job modules: nothing to wait for but its answer. @defaultValue false */
  readonly isEmpty?: boolean;
  /** @defaultValue 'serve' */
  readonly command?: 'serve' | 'worker';
  /** That of a server that has ended, so that its clients find this one. @defaultValue a free one */
  readonly port?: number;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A result of a run, as REST shows it. */
export interface JobResult {
  readonly id: string;
  readonly url: string;
  readonly status: { readonly value: string; readonly label: string };
  readonly output: unknown;
  readonly error: {
    readonly name: string;
    readonly message: string;
    readonly stack?: string;
    readonly code?: string;
  } | null;
  readonly changes_committed: boolean;
}

export interface LogEntry {
  readonly seq: number;
  readonly group: string;
  readonly level: string;
  readonly message: string;
  readonly object: { readonly model: string; readonly id: string; readonly display: string } | null;
}

export interface Change {
  readonly action: string;
  readonly model: string;
  readonly id: string;
  readonly display: string;
  readonly fields: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>;
}

export interface Page<Item> {
  readonly count: number;
  readonly results: readonly Item[];
}

/** A real server in a process of its own, seen from outside: over HTTP, as any client. */
export class Platform implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly process: ChildProcess;
  readonly url: string;
  readonly #ownsDatabase: boolean;

  private constructor(parts: { database: TestDatabase; process: ChildProcess; url: string; ownsDatabase: boolean }) {
    this.database = parts.database;
    this.process = parts.process;
    this.url = parts.url;
    this.#ownsDatabase = parts.ownsDatabase;
  }

  static async start(options: PlatformOptions): Promise<Platform> {
    const database = options.database ?? (await createTestDatabase({ plugins: [inventory] }));
    const port = options.port ?? (await freePort());
    const config = fileURLToPath(new URL('jobwright.config.ts', options.folder));
    const command = (name: string): string[] => [
      '--conditions=@jobwright/source',
      commandLine,
      '--config',
      config,
      name,
    ];
    const env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: database.url,
      PORT: String(port),
      WORKER_SLOTS: '2',
      LOG_LEVEL: 'warn',
      // Shared by all tests: it holds nothing but what is built once and never changes.
      DATA_DIR: join(tmpdir(), 'jobwright-tests-data'),
      JOBWRIGHT_SUPERUSER_TOKEN: superuserToken,
      ...options.environment,
    };
    if (options.demo === true) await promisify(execFile)(process.execPath, command('demo'), { env });
    const child = spawn(process.execPath, command(options.command ?? 'serve'), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    const url = `http://127.0.0.1:${port}`;
    await waitUntilReady({ child, url, printed, modulesFrom: options.isEmpty === true ? 0 : 1 });
    return new Platform({ database, process: child, url, ownsDatabase: options.database === undefined });
  }

  /** @param body - sent as JSON, or as multipart if it is form data */
  async request<Body = unknown>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        Authorization: `Token ${superuserToken}`,
        ...(body === undefined || body instanceof FormData ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** Asks for a run. @throws when it is not accepted */
  async submit(jobPath: string, body: { readonly data?: object; readonly commit?: boolean } = {}): Promise<JobResult> {
    const answer = await this.request<{ readonly job_result: JobResult }>(
      'POST',
      `/api/extras/jobs/${jobPath}/run/`,
      body,
    );
    if (answer.status !== 201)
      throw new Error(`${jobPath} was not accepted: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.job_result;
  }

  /** Asks for a run and waits for its end. */
  async run(jobPath: string, body: { readonly data?: object; readonly commit?: boolean } = {}): Promise<JobResult> {
    return await this.waitFor((await this.submit(jobPath, body)).id);
  }

  async result(id: string): Promise<JobResult> {
    return (await this.request<JobResult>('GET', `/api/extras/job-results/${id}/`)).body;
  }

  /** The result once it is final. */
  async waitFor(id: string, timeoutMs = 50_000): Promise<JobResult> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const result = await this.result(id);
      if (!['pending', 'running'].includes(result.status.value)) return result;
      if (Date.now() > deadline) throw new Error(`The run ${id} is still ${result.status.value}.`);
      await delay(20);
    }
  }

  async logs(id: string): Promise<readonly LogEntry[]> {
    return (await this.request<Page<LogEntry>>('GET', `/api/extras/job-results/${id}/logs/?limit=0`)).body.results;
  }

  async changes(id: string): Promise<readonly Change[]> {
    return (await this.request<Page<Change>>('GET', `/api/extras/job-results/${id}/changes/?limit=0`)).body.results;
  }

  async list<Item = Readonly<Record<string, unknown>>>(path: string): Promise<readonly Item[]> {
    return (await this.request<Page<Item>>('GET', path)).body.results;
  }

  /** Ends the process as the system would in an emergency. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    if (this.#ownsDatabase) await this.database[Symbol.asyncDispose]();
  }
}

interface Start {
  readonly child: ChildProcess;
  readonly url: string;
  readonly printed: readonly string[];
  /** As many modules as there must be at least. */
  readonly modulesFrom: number;
}

async function waitUntilReady({ child, url, printed, modulesFrom }: Start): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${printed.join('')}`);
    // The modules are read once the server answers; it lists all of them at once.
    const modules = await fetch(`${url}/api/extras/job-modules/?limit=1`, {
      headers: { Authorization: `Token ${superuserToken}` },
    }).then(
      async (response) => (response.ok ? ((await response.json()) as Page<unknown>).count : -1),
      () => -1,
    );
    if (modules >= modulesFrom) return;
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The server is not ready:\n${printed.join('')}`);
    }
    await delay(50);
  }
}

/** A port of this machine that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
