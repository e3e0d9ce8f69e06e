import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git';
import { LimitExceededError } from '../errors.ts';
import { GitCommandFailure } from './command-failure.ts';
import { type Confidential, convertGitFailure } from './convert-git-failure.ts';
import { gitEnvironment, gitSettings, MEANT_SETTINGS, MEANT_VARIABLES } from './environment.ts';
import type { GitEnvironmentOptions } from './environment.ts';
import { killLeftovers } from './leftovers.ts';
import type { SpawnGate } from './spawn-gate.ts';

/** What all commands on one repository have in common. */
export interface GitContext extends Omit<GitEnvironmentOptions, 'protocol'> {
  /** Working directory of the commands. It exists. */
  readonly directory: string;
  /** Ends the command that runs, and refuses the next one. */
  readonly signal: AbortSignal;
  /** Removed from messages. */
  readonly confidential: Confidential;
  readonly spawnGate: SpawnGate;
}

/** One command. */
export interface GitCommand {
  /** The command and its arguments. What others wrote comes after `--`, or inside of an argument that starts with something fixed. */
  readonly args: readonly string[];
  /** Needed by the commands that talk to a remote: the protocol that is allowed. */
  readonly protocol?: GitEnvironmentOptions['protocol'];
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[];
  readonly input?: string;
  /** Output larger than this ends the command with {@link LimitExceededError}. Default: 1 MiB. */
  readonly maxOutputBytes?: number;
  /** Called with each piece of output; what it throws ends the command, and is thrown to the caller. */
  readonly onOutput?: (chunk: Buffer) => void;
}

const MEBIBYTE = 1024 * 1024;
/** What git and the remote may say on stderr. A remote can send messages without end. */
const MAX_STDERR_BYTES = MEBIBYTE;
/** How long an interrupted git gets to end its helpers and remove its temporary files. */
const GRACE_MS = 1_000;

/**
 * Runs git without a shell, with an environment and settings of our own, and returns what it wrote to stdout.
 *
 * @throws a `GitSyncError` when git fails, or what `context.signal` is aborted with.
 */
export async function runGit(context: GitContext, command: GitCommand): Promise<Buffer> {
  try {
    return await executeGit(context, command);
  } catch (error) {
    throw error instanceof GitCommandFailure ? convertGitFailure(error, context.confidential) : error;
  }
}

/**
 * As {@link runGit}, for callers that expect a failure.
 *
 * @throws {@link GitCommandFailure} when git fails.
 */
export async function executeGit(context: GitContext, command: GitCommand): Promise<Buffer> {
  await context.spawnGate.pass();
  context.signal.throwIfAborted();
  const stop = new AbortController();
  const abort = (): void => stop.abort(context.signal.reason);
  context.signal.addEventListener('abort', abort, { once: true });
  try {
    return await runUntilStopped(context, command, stop);
  } finally {
    context.signal.removeEventListener('abort', abort);
  }
}

async function runUntilStopped(context: GitContext, command: GitCommand, stop: AbortController): Promise<Buffer> {
  const mark = `${context.mark}/${randomUUID()}`;
  const output = new CommandOutput(command, (reason) => stop.abort(reason));
  const options: Partial<SimpleGitOptions> = {
    baseDir: context.directory,
    abort: stop.signal,
    config: [...gitSettings({ protocol: command.protocol, limits: context.limits }), ...(command.settings ?? [])],
    allowEnvironment: MEANT_VARIABLES,
    unsafe: MEANT_SETTINGS,
    // By default simple-git stops reading 50 ms after git ended, with or without the rest of the output.
    completion: { onClose: true, onExit: false },
    errors: (error, result) => output.finish(error, result),
    ...(command.input !== undefined && { input: () => command.input }),
  };
  const environment = gitEnvironment({ ...context, protocol: command.protocol, mark });
  const git = simpleGit(options)
    // simple-git's type knows strings only; a Secret becomes one when the process is started.
    .env(environment as Record<string, string>)
    .outputHandler((_command, stdout, stderr) => {
      stdout.on('data', (chunk: Buffer) => output.onStdout(chunk));
      stderr.on('data', (chunk: Buffer) => output.onStderr(chunk));
    });

  const finished = execute(git, command.args).then(
    (bytes) => output.result(bytes),
    (error: unknown) => output.failure(error),
  );
  const result = await Promise.race([finished, stopped(stop.signal, { mark, finished })]);
  stop.signal.throwIfAborted();
  if (result instanceof Error) {
    throw result;
  }
  return result;
}

/** `cat-file` is the one command whose output simple-git returns as bytes; that of the others is put together here. */
async function execute(git: SimpleGit, args: readonly string[]): Promise<Buffer | undefined> {
  if (args[0] === 'cat-file') {
    return git.binaryCatFile(args.slice(1)) as Promise<Buffer>;
  }
  await git.raw([...args]);
  return undefined;
}

/** Resolves once a stopped command has ended, by itself within the grace period or by force. Never resolves for one that is not stopped. */
async function stopped(signal: AbortSignal, command: { mark: string; finished: Promise<unknown> }): Promise<Error> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const endedByItself = await Promise.race([command.finished.then(() => true), delay(GRACE_MS, false, { ref: false })]);
  // Also when git itself has ended: a helper may go on.
  await killLeftovers(command.mark);
  if (!endedByItself) {
    await Promise.race([command.finished, delay(GRACE_MS, undefined, { ref: false })]);
  }
  return new Error('stopped');
}

/** Collects and limits what a command writes, and knows how it ended: simple-git takes a killed process for a success. */
class CommandOutput {
  readonly #command: GitCommand;
  readonly #stop: (reason: unknown) => void;
  readonly #collects: boolean;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  #stdoutBytes = 0;
  #stderrBytes = 0;
  #exitCode: number | null = null;

  constructor(command: GitCommand, stop: (reason: unknown) => void) {
    this.#command = command;
    this.#stop = stop;
    this.#collects = command.args[0] !== 'cat-file';
  }

  onStdout(chunk: Buffer): void {
    this.#stdoutBytes += chunk.length;
    const limit = this.#command.maxOutputBytes ?? MEBIBYTE;
    if (this.#stdoutBytes > limit) {
      this.#stop(new LimitExceededError('memory', `The answer of "git ${this.#name}" is larger than ${limit} bytes.`));
      return;
    }
    if (this.#collects) {
      this.#stdout.push(chunk);
    }
    try {
      this.#command.onOutput?.(chunk);
    } catch (error) {
      this.#stop(error);
    }
  }

  onStderr(chunk: Buffer): void {
    this.#stderrBytes += chunk.length;
    if (this.#stderrBytes > MAX_STDERR_BYTES) {
      this.#stop(
        new LimitExceededError('memory', `The messages of the remote are larger than ${MAX_STDERR_BYTES} bytes.`),
      );
      return;
    }
    this.#stderr.push(chunk);
  }

  /** simple-git's hook for errors: remembers the exit code, and leaves the judgement to {@link result}. */
  finish(error: Buffer | Error | undefined, result: { exitCode: number }): Error | undefined {
    this.#exitCode = result.exitCode;
    return error instanceof Error && result.exitCode === 0 ? error : undefined;
  }

  result(bytes: Buffer | undefined): Buffer | GitCommandFailure {
    return this.#exitCode === 0 ? (bytes ?? Buffer.concat(this.#stdout)) : this.failure(undefined);
  }

  failure(cause: unknown): GitCommandFailure {
    return new GitCommandFailure(
      { command: this.#name, exitCode: this.#exitCode, stderr: Buffer.concat(this.#stderr).toString() },
      cause,
    );
  }

  get #name(): string {
    return this.#command.args[0] ?? '';
  }
}
