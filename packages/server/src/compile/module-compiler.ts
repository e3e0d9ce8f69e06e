import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CompilerUnavailableError } from '../errors.ts';
import { inheritedExecArgv } from '../exec-argv.ts';
import { moduleFile } from '../module-file.ts';
import {
  compileLimits,
  type CompileFailure,
  type CompileOutcome,
  type CompileProblemCode,
  type CompileRequest,
} from './compile-protocol.ts';

export interface ModuleCompilerOptions {
  /** How long one module may take, in milliseconds. @defaultValue 15 000 */
  readonly timeLimitMs?: number;
  /** After how long without work the process ends, in milliseconds. It starts again by itself. @defaultValue 10 000 */
  readonly idleMs?: number;
}

type Reply = { ready: true } | { outcome: CompileOutcome } | { crashed: string };

const processFile = fileURLToPath(moduleFile('./compile-process', import.meta.url));
const heapMb = 512;

/**
 * Compiles job modules in a process of its own, one after the other. Input that crashes or stalls the process costs the
 * module at hand and nothing else: the process is killed with its children and the next module gets a new one.
 */
export class ModuleCompiler implements AsyncDisposable {
  readonly #timeLimitMs: number;
  readonly #idleMs: number;
  #process: ChildProcess | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor({ timeLimitMs = compileLimits.timeMs, idleMs = 10_000 }: ModuleCompilerOptions = {}) {
    this.#timeLimitMs = timeLimitMs;
    this.#idleMs = idleMs;
  }

  /**
   * Compiles a module. Problems of the module are outcomes, not errors.
   *
   * @throws {@link CompilerUnavailableError} when the process cannot be started, or the compiler is closed
   */
  async compileModule(request: CompileRequest): Promise<CompileOutcome> {
    const turn = this.#queue.then(() => this.#compile(request));
    this.#queue = turn.catch(() => undefined);
    return await turn;
  }

  /** Starts the process, if there is none: there will be a module soon. */
  warm(): void {
    const turn = this.#queue.then(() => this.#start());
    this.#queue = turn.catch(() => undefined); // whoever compiles a module hears of it
  }

  /** Ends the process. A module that is being compiled fails. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#kill();
    await this.#queue;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #compile(request: CompileRequest): Promise<CompileOutcome> {
    clearTimeout(this.#idleTimer);
    const child = await this.#ready();
    const outcome = await this.#ask(child, request);
    this.#rest();
    return outcome;
  }

  async #start(): Promise<void> {
    if (this.#closed) return;
    clearTimeout(this.#idleTimer);
    await this.#ready();
    this.#rest();
  }

  #rest(): void {
    this.#idleTimer = setTimeout(() => this.#kill(), this.#idleMs).unref();
  }

  async #ready(): Promise<ChildProcess> {
    if (this.#closed) throw new CompilerUnavailableError('The compiler is closed.');
    if (this.#process !== undefined) return this.#process;
    // A group of its own: esbuild's process below it is killed with it.
    const child = fork(processFile, [], {
      detached: true,
      env: {},
      execArgv: [...inheritedExecArgv(), `--max-old-space-size=${heapMb}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process = child;
    const errors = collectText(child);
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string) =>
        reject(new CompilerUnavailableError(`The compile process did not start: ${reason}`));
      child.once('message', () => resolve());
      child.once('error', (error) => fail(error.message));
      child.once('exit', (code, signal) => fail(`${signal ?? `exit code ${code}`}. ${errors()}`));
    });
    child.once('exit', () => {
      if (this.#process === child) this.#process = undefined;
    });
    // Neither the process nor its channel keeps the server alive.
    child.unref();
    child.channel?.unref();
    return child;
  }

  async #ask(child: ChildProcess, request: CompileRequest): Promise<CompileOutcome> {
    child.channel?.ref();
    const { promise, resolve } = Promise.withResolvers<CompileOutcome>();
    const onMessage = (reply: Reply) => {
      if ('outcome' in reply) resolve(reply.outcome);
      else if ('crashed' in reply) resolve(this.#giveUp(request, 'JOBWRIGHT_COMPILE_CRASHED', crashMessage));
    };
    const onExit = () => resolve(this.#giveUp(request, 'JOBWRIGHT_COMPILE_CRASHED', crashMessage));
    const timer = setTimeout(() => {
      const seconds = this.#timeLimitMs / 1000;
      resolve(
        this.#giveUp(
          request,
          'JOBWRIGHT_COMPILE_TIMEOUT',
          `Compiling took longer than ${seconds} s. Simplify the module.`,
        ),
      );
    }, this.#timeLimitMs);
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send(request, (error) => {
      if (error !== null) onExit();
    });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (child.connected) child.channel?.unref();
    }
  }

  #giveUp({ entry }: CompileRequest, code: CompileProblemCode, message: string): CompileFailure {
    this.#kill();
    return { ok: false, error: { code, message, file: entry } };
  }

  #kill(): void {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL'); // no process groups here, or the group is gone already
    }
  }
}

const crashMessage =
  'The compiler crashed on this module. Look for expressions that are nested very deeply and split them.';

/** The last lines that a process wrote to its standard error. */
function collectText(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2000);
  });
  (child.stderr as { unref?: () => void } | null)?.unref?.();
  return () => text;
}
