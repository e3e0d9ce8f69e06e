import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { ProcessCost } from './watch-process.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'packages/server/dist/cli/main.js');
const startTimeoutMs = 60_000;
/** As in the first line of the command. */
const nodeFlags = ['--max-semi-space-size=4'];

/** The built platform as a process of its own, with an empty data folder, the demo inventory and the jobs of the bench. */
export interface BenchPlatform extends AsyncDisposable {
  readonly baseUrl: string;
  readonly token: string;
  /** Folder of the source `local`, unless it has a configuration of its own. */
  readonly jobsRoot: string;
  /** Connection string of its database, for references and checks. */
  readonly databaseUrl: string;
  readonly pid: number;
  /** The process of now: another one after a restart. */
  process(): ChildProcess;
  /** From the start of the process to the first answer of `/api/status/`, in milliseconds. */
  readonly firstStartMs: number;
  request<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>;
  /** Stops it and starts it again on the same data; gives the time to the first answer in milliseconds. */
  restart(): Promise<number>;
}

export interface BenchPlatformOptions {
  /** Configuration of its own; there are no demo data then, and no jobs but those that it names. */
  readonly configFile?: string;
  /** A module that the server loads before its own. It can talk to the bench by `process.send`. */
  readonly preload?: string;
}

export async function startPlatform({ configFile, preload }: BenchPlatformOptions = {}): Promise<BenchPlatform> {
  const folder = await mkdtemp(join(tmpdir(), 'jobwright-bench-'));
  const jobsRoot = join(folder, 'jobs');
  if (configFile === undefined) await copyJobs(jobsRoot);
  const token = randomBytes(32).toString('hex');
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    DATA_DIR: join(folder, 'data'),
    ...(configFile === undefined ? { JOBS_ROOT: jobsRoot } : {}),
    // Not an argument: arguments are handed on to the processes that the server starts.
    ...(preload === undefined ? {} : { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` }),
    PORT: String(port),
    LOG_LEVEL: 'warn',
    JOBWRIGHT_SUPERUSER_TOKEN: token,
  };
  if (configFile === undefined) await runToEnd(['demo'], env);
  const start = async () => {
    const started = performance.now();
    const args = configFile === undefined ? ['serve'] : ['--config', configFile, 'serve'];
    const child = spawn(process.execPath, [...nodeFlags, cli, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'inherit', ...(preload === undefined ? [] : ['ipc' as const])],
    });
    await waitForStatus(baseUrl, child);
    return { child, ms: performance.now() - started };
  };
  let { child, ms } = await start();
  if (configFile === undefined) await waitForJobs({ baseUrl, token });
  const {
    port: databasePort,
    user,
    password,
    database,
  } = JSON.parse(await readFile(join(env.DATA_DIR, 'postgres.json'), 'utf8')) as Record<string, string>;
  return {
    baseUrl,
    token,
    jobsRoot,
    databaseUrl: `postgres://${user}:${password}@127.0.0.1:${databasePort}/${database}`,
    get pid() {
      return child.pid ?? 0;
    },
    process: () => child,
    firstStartMs: ms,
    request: (method, path, body) => request({ baseUrl, token }, { method, path, body }),
    restart: async () => {
      await stop(child);
      ({ child, ms } = await start());
      return ms;
    },
    [Symbol.asyncDispose]: async () => {
      await stop(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the server's process spent since it was asked the last time, of a platform that was started with `watch-process.ts`. */
export async function askForCost(platform: Pick<BenchPlatform, 'process'>): Promise<ProcessCost> {
  const answer = once(platform.process(), 'message');
  platform.process().send({});
  return ((await answer) as [ProcessCost])[0];
}

/** The server answers before it has read the job modules; it lists all of them at once. */
async function waitForJobs(server: { readonly baseUrl: string; readonly token: string }): Promise<void> {
  for (;;) {
    const jobs = await request<{ readonly count: number }>(server, {
      method: 'GET',
      path: '/api/extras/jobs/?limit=1',
      body: undefined,
    });
    if (jobs.count > 0) return;
    await delay(100);
  }
}

/** The jobs of the bench, and those of the examples that it measures. They import nothing but runtime packages. */
async function copyJobs(target: string): Promise<void> {
  await mkdir(target);
  for (const source of [join(import.meta.dirname, 'jobs'), join(root, 'examples/jobs')]) {
    for (const name of await readdir(source)) {
      if (/^(?:bench|nothing|new_branch|device_connections)\.ts$/.test(name) && !name.endsWith('.test.ts'))
        await cp(join(source, name), join(target, name));
    }
  }
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

async function request<T>(
  { baseUrl, token }: { baseUrl: string; token: string },
  { method, path, body }: Call,
): Promise<T> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function waitForStatus(baseUrl: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The platform ended with exit code ${child.exitCode}.`);
    const response = await fetch(`${baseUrl}/api/status/`).catch(() => undefined);
    if (response?.ok === true) return;
    await delay(5);
  }
  throw new Error('The platform did not become ready.');
}

async function runToEnd(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`jobwright ${args.join(' ')} ended with exit code ${code}.`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
