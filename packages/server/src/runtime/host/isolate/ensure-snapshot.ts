import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { moduleFile } from '../../../module-file.ts';
import { snapshotFileOf } from './snapshot-path.ts';

const timeoutMs = 60_000;
const stderrTailCharacters = 2000;

/** The same as slots have: V8 is particular about flags. */
export const isolateFlags: readonly string[] = ['--no-node-snapshot'];

/**
 * Makes the snapshot of a bundle unless it is there, in a process of its own. Isolates can do without, only slower.
 * @returns why there is none; undefined when all is well
 */
export async function ensureSnapshot(bundleFile: string): Promise<string | undefined> {
  const file = snapshotFileOf(bundleFile);
  if (existsSync(file)) return undefined;
  const child = fork(moduleFile('./snapshot-process', import.meta.url), [bundleFile], {
    env: {},
    execArgv: [
      ...process.execArgv.filter((flag) => !/^--(inspect|watch|permission|allow-)/.test(flag)),
      ...isolateFlags,
    ],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, stderrTailCharacters);
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return undefined;
  // It was written but could not be used, perhaps: nobody else shall try.
  rmSync(file, { force: true });
  return `The process that makes it ended (${signal ?? `exit code ${code}`}). ${stderr.trim()}`;
}
