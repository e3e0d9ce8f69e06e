import type { Job } from '../job.ts';

/** `testConsole`, `test_console`, `test2`; not `testimony`. */
const TEST_METHOD = /^test(?!\p{Ll})/u;

/** Names of the methods of a run, in order: `run` if there is one, then the tests, inherited ones first. Not `postRun`. */
export function jobMethods(job: Job): string[] {
  const methods = new Set<string>(typeof job.run === 'function' ? ['run'] : []);
  for (const holder of [...prototypesOf(job).toReversed(), job]) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      // Descriptors, not values: reading could call a getter of the author's.
      const { value } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
      if (TEST_METHOD.test(name) && typeof value === 'function') methods.add(name);
    }
  }
  return [...methods];
}

/** Prototypes from the instance's class up to that below `Object`. */
function prototypesOf(job: object): object[] {
  const prototypes: object[] = [];
  for (let current = Object.getPrototypeOf(job) as object | null; current; current = Object.getPrototypeOf(current)) {
    if (current !== Object.prototype) prototypes.push(current);
  }
  return prototypes;
}
