import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const commandLine = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url));

/** Whether a process is running. One that has ended and waits for its parent to notice counts as gone. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]);
    return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
  } catch {
    return false; // `ps` fails when there is no such process
  }
}

/** A worker in a process of its own. Dispose of it to stop it in order. */
export interface WorkerProcess extends AsyncDisposable {
  readonly process: ChildProcess;
}

/** Starts `jobwright worker` on a database. It takes runs some moments later. */
export function startWorker(options: { readonly config: URL; readonly databaseUrl: string }): WorkerProcess {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@jobwright/source',
      commandLine,
      '--config',
      fileURLToPath(options.config),
      'worker',
      '--slots',
      '1',
    ],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATABASE_URL: options.databaseUrl,
        LOG_LEVEL: 'warn',
      },
    },
  );
  return {
    process: child,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
