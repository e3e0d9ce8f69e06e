import { readdir, readFile } from 'node:fs/promises';
import { PROCESS_MARK } from './environment.ts';

/**
 * Ends every process whose environment has this mark, or a mark below it (`<mark>/…`): helpers that outlived the git that started
 * them, and what a dead process of ours left behind.
 *
 * @remarks git ends its helpers itself when it is interrupted; this is for those that do not listen. It reads `/proc`, so it does nothing
 * where there is none: there such a helper ends when it finds its pipe closed.
 * @returns how many processes were ended.
 */
export async function killLeftovers(mark: string): Promise<number> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const marked = await Promise.all(pids.map(async (pid) => ((await hasMark(pid, mark)) ? pid : undefined)));
  let killed = 0;
  for (const pid of marked) {
    if (pid !== undefined && pid !== process.pid) {
      try {
        process.kill(pid, 'SIGKILL');
        killed += 1;
      } catch {
        // It has ended by itself.
      }
    }
  }
  return killed;
}

async function hasMark(pid: number, mark: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  const prefix = `${PROCESS_MARK}=`;
  const variable = environment.split('\0').find((entry) => entry.startsWith(prefix));
  const value = variable?.slice(prefix.length);
  return value === mark || (value?.startsWith(`${mark}/`) ?? false);
}
