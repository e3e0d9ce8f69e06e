import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median, type BenchPart } from './part.ts';

/** V8 gives back what only the start needed when nothing has happened for ten seconds or more, in milliseconds. */
const idleMs = 30_000;

/** Start time and memory of the idle platform, beside a Node process that does nothing. */
export const part: BenchPart = {
  name: 'processes',
  run: async ({ platform, quick, report }) => {
    const target = await platform();
    report('starts');
    const starts: number[] = [];
    for (let index = 0; index < (quick ? 1 : 5); index++) starts.push(await target.restart());
    report('memory');
    await delay(quick ? 1000 : idleMs);
    const processes = await processTree(target.pid);
    const bare = await bareNode();
    const reference = { name: 'node alone', value: bare.memoryMb };
    const [server, ...others] = processes;
    return [
      {
        name: 'start of the server, database included',
        value: median(starts),
        unit: 'ms',
        reference: { name: 'node alone', value: bare.startMs },
        target: { of: 'value', atMost: 3000 },
      },
      { name: 'memory of the idle server', value: server?.memoryMb ?? Number.NaN, unit: 'MB', reference },
      ...others.map((slot, index) => ({
        name: `memory of idle slot ${index + 1}`,
        value: slot.memoryMb,
        unit: 'MB' as const,
        reference,
      })),
      {
        name: 'memory of server and one slot',
        value: (server?.memoryMb ?? Number.NaN) + (others[0]?.memoryMb ?? 0),
        unit: 'MB',
        target: { of: 'value', atMost: 250 },
      },
    ];
  },
};

interface NodeProcess {
  readonly pid: number;
  readonly memoryMb: number;
}

/** Node processes of the platform: the server first, then its slots. PostgreSQL counts for itself. */
async function processTree(rootPid: number): Promise<readonly NodeProcess[]> {
  const found: NodeProcess[] = [];
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  for (const pid of parents.keys()) {
    if (pid !== rootPid && parents.get(pid) !== rootPid) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (/^node\b/.test(basename(command.split('\0')[0] ?? ''))) found.push({ pid, memoryMb: await memoryMb(pid) });
  }
  return found.toSorted((a, b) => Number(b.pid === rootPid) - Number(a.pid === rootPid));
}

/** Proportional share: what several processes share, such as the program itself, counts once. */
async function memoryMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN) / 1024;
}

async function bareNode(): Promise<{ readonly startMs: number; readonly memoryMb: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("ready"); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const startMs = performance.now() - started;
  const memory = await memoryMb(child.pid ?? 0);
  child.kill();
  await once(child, 'exit');
  return { startMs, memoryMb: memory };
}
