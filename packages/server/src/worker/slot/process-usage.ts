import { readFileSync } from 'node:fs';

const pageBytes = 4096;

/**
 * Resident memory of a process in bytes, asked from outside: a process that is busy allocating answers no questions.
 * @returns undefined where the system does not tell (then its own last answer has to do), or when it has ended
 */
export function readResidentBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, residentPages] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ');
    return Number(residentPages) * pageBytes;
  } catch {
    return undefined;
  }
}

/** Clock ticks of `/proc/<pid>/stat` in a second: the same on all platforms that Node runs on. */
const ticksPerSecond = 100;

/**
 * Processor time that a process has used, in milliseconds.
 * @returns undefined where the system does not tell, or when it has ended
 */
export function readCpuMs(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program stands in parentheses and may hold anything; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
