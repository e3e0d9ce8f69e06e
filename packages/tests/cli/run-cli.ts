import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder from which the command line is called as a user would: with its own configuration, data and jobs. */
export class CliFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'jobwright-cli-'));
  readonly env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>>) {
    // As root, PostgreSQL runs as another user, who has to get in.
    chmodSync(this.path, 0o755);
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.path,
      DATA_DIR: join(this.path, 'data'),
      LOG_LEVEL: 'error',
      ...env,
    };
  }

  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  /** Starts `jobwright <args>` from its sources. */
  start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, ['--conditions=@jobwright/source', main, ...args], {
      cwd: this.path,
      env: this.env,
    });
  }

  /** Runs `jobwright <args>` to its end. */
  async run(args: readonly string[], input = ''): Promise<CliResult> {
    const child = this.start(args);
    child.stdin?.end(input);
    return await resultOf(child);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Collects what a process writes until it has ended. */
export async function resultOf(child: ChildProcess): Promise<CliResult> {
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve) => void child.once('close', resolve)),
  ]);
  return { exitCode, stdout, stderr };
}

/**
 * Waits until a stream has written something that matches, and goes on reading: a stream that nobody reads stops its
 * process.
 */
export function waitForText(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    stream?.on('data', (chunk) => {
      text += String(chunk);
      const match = pattern.exec(text);
      if (match !== null) resolve(match);
    });
    stream?.on('end', () => reject(new Error(`The process ended: ${text}`)));
  });
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}
