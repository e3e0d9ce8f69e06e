import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { inheritedExecArgv } from '../../../exec-argv.ts';
import { moduleFile } from '../../../module-file.ts';
import { isolateKinds } from './isolate-kind.ts';
import { snapshotFileOf } from './snapshot-path.ts';

const timeoutMs = 60_000;
const stderrTailCharacters = 2000;

/** The same as slots have: V8 is particular about flags. */
export const isolateFlags: readonly string[] = ['--no-node-snapshot'];

/**
 * Makes the snapshots of a bundle unless they are there, in a process of its own. Isolates can do without, only slower.
 * @returns why there are none; undefined when all is well
 */
export async function ensureSnapshots(bundleFile: string): Promise<string | undefined> {
  const files = isolateKinds.map((kind) => snapshotFileOf(bundleFile, kind));
  if (files.every((file) => existsSync(file))) return undefined;
  const child = fork(moduleFile('./snapshot-process', import.meta.url), [bundleFile], {
    env: {},
    execArgv: [...inheritedExecArgv(), ...isolateFlags],
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
  // One was written but could not be used, perhaps: nobody else shall try.
  for (const file of files) rmSync(file, { force: true });
  return `The process that makes them ended (${signal ?? `exit code ${code}`}). ${stderr.trim()}`;
}
