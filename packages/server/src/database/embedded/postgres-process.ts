import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from '../../errors.ts';
import { readPostmasterFile } from './cluster-files.ts';
import type { ServerSettings } from './server-settings.ts';
import type { SystemUser } from './system-user.ts';

const pollIntervalMs = 5;
/** Crash recovery of a big database takes a while. */
const startTimeoutMs = 120_000;
const stopTimeoutMs = 60_000;
const logSizeLimitBytes = 10_000_000;

export interface PostgresProcessOptions {
  readonly executable: string;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly port: number;
  readonly settings: ServerSettings;
  readonly user: SystemUser | undefined;
}

/**
 * Starts PostgreSQL in a process group of its own (an interrupt typed in a terminal reaches us alone, and we stop it in
 * order) and waits until it accepts connections.
 * @returns its process id
 */
export async function startPostgres(options: PostgresProcessOptions): Promise<number> {
  rotate(options.logFile);
  const log = openSync(options.logFile, 'a', 0o600);
  const logStart = statSync(options.logFile).size;
  const settings = Object.entries({ ...options.settings, port: options.port });
  const child = spawn(
    options.executable,
    ['-D', options.clusterDir, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      stdio: ['ignore', log, log],
      detached: true,
      cwd: options.clusterDir,
      env: postgresEnvironment(),
      ...options.user,
    },
  );
  closeSync(log);
  const ended = new AbortController();
  let exit = '';
  child.once('error', (error) => {
    exit = error.message;
    ended.abort();
  });
  child.once('exit', (code, signal) => {
    exit = `exit code ${code ?? 'none'}, signal ${signal ?? 'none'}`;
    ended.abort();
  });
  child.unref();

  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const file = await readPostmasterFile(options.clusterDir);
    if (file?.pid === child.pid && file?.status === 'ready') return file.pid;
    if (ended.signal.aborted) break;
    await delay(pollIntervalMs, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  if (!ended.signal.aborted) child.kill('SIGQUIT');
  const said = readFileSync(options.logFile)
    .subarray(logStart)
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(-15)
    .join('\n');
  throw new EmbeddedPostgresError(
    `PostgreSQL did not start (${exit || `not ready after ${startTimeoutMs / 1000} s`}). Its log, ${options.logFile}, says:\n${said}`,
  );
}

/** Runs `initdb` or another program of PostgreSQL to its end. */
export async function runProgram(
  executable: string,
  args: readonly string[],
  options: { readonly user: SystemUser | undefined; readonly cwd: string },
): Promise<void> {
  const child = spawn(executable, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: options.cwd,
    env: postgresEnvironment(),
    ...options.user,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-5000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new EmbeddedPostgresError(`${executable} failed: ${said.trim()}`);
}

/**
 * Stops PostgreSQL, whoever started it: open transactions are rolled back, everything is written to disk.
 * After a minute it is ended without the latter; the next start then recovers from its log.
 */
export async function stopPostgres(clusterDir: string, pid: number): Promise<void> {
  if (!signal(pid, 'SIGINT')) return;
  const deadline = Date.now() + stopTimeoutMs;
  while (await isRunning(clusterDir, pid)) {
    if (Date.now() > deadline) {
      signal(pid, 'SIGQUIT');
      return;
    }
    await delay(pollIntervalMs);
  }
}

/** Whether the process is PostgreSQL's (an unrelated process may have got the number of a dead one). */
export async function isPostgresProcess(pid: number): Promise<boolean> {
  if (!signal(pid, 0)) return false;
  if (process.platform !== 'linux') return true; // PostgreSQL itself checks further when it starts
  try {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8'); // empty for a process that has ended and waits for its parent
    return /(^|\/)postgres(\0|$|:)/.test(command);
  } catch {
    return false;
  }
}

/** Elsewhere than on Linux a process id says too little: a stopped server has removed its file, too. */
async function isRunning(clusterDir: string, pid: number): Promise<boolean> {
  if (process.platform === 'linux') return isPostgresProcess(pid);
  return (await readPostmasterFile(clusterDir))?.pid === pid && signal(pid, 0);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Nothing of ours: PGDATA, PGPORT and their like would change what it does. */
function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] };
}

function rotate(logFile: string): void {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) < logSizeLimitBytes) return;
  rmSync(`${logFile}.1`, { force: true });
  renameSync(logFile, `${logFile}.1`);
}
