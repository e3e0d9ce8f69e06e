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
